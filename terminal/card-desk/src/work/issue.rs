//! Making a card: from the center's request to the center's receipt.

use apdu::Transport;
use pboc_purse::Pin;
use purse::{CardNumber, Validity};

use super::{Bench, Pending, county_seconds, report_pending};
use crate::cards::{CardFault, Found, Job};
use crate::center::CardRequest;
use crate::exit::{Ending, Exit};
use crate::hex::{hex, unhex};
use crate::issuing::{CardPlan, Entry, Stage};

/// A card that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub number: CardNumber,
    /// Whether it was torn before and is finished now.
    pub resumed: bool,
    /// What the center has not heard yet.
    pub pending: Pending,
}

/// Makes the card of a request that this desk has taken, on the chip that lies there; goes on with it where it was torn.
///
/// # Errors
/// A chip that is none, is somebody's card, or belongs to another request; and whatever card, keys or journal say.
pub fn issue(
    bench: &mut Bench<'_>,
    card: &mut dyn Transport,
    chip: [u8; 8],
    request: &CardRequest,
    validity: Validity,
    pin: Option<Pin>,
) -> Result<Issued, Ending> {
    if request.kind != bench.work.kind() {
        return Err(Ending::refused(format!(
            "任务要的是 {} 卡，读卡器上的芯片制 {} 卡，卡未动；请换芯片 · the request wants a {} card, the chip on the reader makes {} cards, nothing was touched; take another chip",
            request.kind,
            bench.work.kind(),
            request.kind,
            bench.work.kind()
        )));
    }
    let chip_text = hex(&chip);
    let begun = begun(bench, request, &chip_text)?;
    let (plan, validity) = match &begun {
        Some((plan, _)) => (plan.clone(), told_validity(plan)?),
        None => {
            blank(bench, card, chip)?;
            let asked = request.card_no.as_deref().and_then(unhex).and_then(CardNumber::from_bcd);
            let number = bench.work.number(asked, chip).ok_or_else(|| Ending::refused(
                "任务没有卡号，未写入；请由中心重新登记 · the request names no card number, nothing was written; have the center register it again",
            ))?;
            let valid = (hex(&validity.from), hex(&validity.to));
            let card_no = number.digits();
            let plan = CardPlan { request: request.number, card_no, chip: chip_text, valid };
            bench.write(&Entry::Intended(plan.clone()))?;
            (plan, validity)
        }
    };
    let number = unhex(&plan.card_no).and_then(CardNumber::from_bcd).ok_or_else(bad_plan)?;
    let seconds = county_seconds((bench.now_us)());
    let job = Job { number, chip, validity, pin, seconds };
    let done = begun.as_ref().map(|(_, done)| *done);
    let (work, keys, request) = (bench.work, bench.keys, plan.request);
    let mut remember = |done| bench.write(&Entry::Step { request, done }).map_err(CardFault::from);
    work.make(card, &job, keys, done, &mut remember)?;
    bench.write(&Entry::Finished { request })?;
    let pending = report_pending(bench)?;
    Ok(Issued { number, resumed: begun.is_some(), pending })
}

/// The unfinished card of this request on this chip. Any other meeting of the two is refused.
fn begun(bench: &Bench<'_>, request: &CardRequest, chip: &str) -> Result<Option<(CardPlan, usize)>, Ending> {
    let story = bench.journal.story();
    let here = story.unfinished_on(chip);
    let ours = story.cards.get(&request.number);
    match (here, ours) {
        (Some(card), _) if card.plan.request == request.number => Ok(Some((card.plan.clone(), card.done))),
        (Some(card), _) => Err(Ending::refused(format!(
            "这枚芯片上有任务 {} 未制完的卡，未写入；请先制完或作废它 · the unfinished card of request {} is on this chip, nothing was written; finish or scrap it first",
            card.plan.request, card.plan.request
        ))),
        (None, Some(card)) if card.stage == Stage::Open => Err(Ending::refused(format!(
            "任务 {} 的卡在另一枚芯片上未制完，未写入；请找回那张卡，或作废它 · the card of request {} is unfinished on another chip, nothing was written; find that one, or scrap it",
            request.number, request.number
        ))),
        (None, Some(_)) => Err(Ending::refused(format!(
            "任务 {} 的卡已制成，未写入；请核对台账 · the card of request {} is made, nothing was written; check the journal",
            request.number, request.number
        ))),
        (None, None) => Ok(None),
    }
}

fn blank(bench: &Bench<'_>, card: &mut dyn Transport, chip: [u8; 8]) -> Result<(), Ending> {
    match bench.work.examine(card, chip)? {
        Found::Blank => Ok(()),
        Found::Torn => Err(Ending::refused(
            "芯片上有别处未制完的卡，未写入；请先作废 · a card that was begun elsewhere is on the chip, nothing was written; scrap it first",
        )),
        Found::Issued(number) => Err(Ending::refused(format!(
            "这是已发的卡 {number}，未写入；请换空白芯片 · this is an issued card, nothing was written; take a blank chip"
        ))),
        Found::Blocked => Err(Ending::refused(
            "这是停用的卡，未写入；请换空白芯片 · this is a blocked card, nothing was written; take a blank chip",
        )),
    }
}

fn told_validity(plan: &CardPlan) -> Result<Validity, Ending> {
    let (from, to) = &plan.valid;
    let days = unhex(from).zip(unhex(to));
    days.map(|(from, to)| Validity { from, to }).ok_or_else(bad_plan)
}

fn bad_plan() -> Ending {
    Ending::new(
        Exit::JournalUnavailable,
        "台账或任务中的卡号、日期无法使用，未写入；请联系维护人员 · number or days in the journal or the request cannot be used, nothing was written; call maintenance",
    )
}
