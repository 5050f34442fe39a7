//! Which funds bear a rule: a ratio that is whole, or a waterfall that ends in a guarantor.

use super::amounts::positive;
use super::names::{Names, resolve};
use crate::fund::Funding;
use crate::problem::Findings;
use crate::text::{FundingText, ShareText, StepText};
use money::BASIS_POINTS;
use std::collections::BTreeSet;
use toml::Spanned;

/// What stands in for a funding that could not be read; a problem has been noted, so nobody sees it.
const UNREAD: Funding = Funding::Ratio(Vec::new());

pub(super) fn funding(
    text: &Spanned<FundingText>,
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Funding {
    match (&text.get_ref().ratio, &text.get_ref().waterfall) {
        (Some(shares), None) => ratio(text, shares, names, findings),
        (None, Some(steps)) => waterfall(text, steps, names, findings),
        _ => {
            findings.add(
                text,
                "资金来源须写 ratio（按比例）或 waterfall（按顺序）之一",
                "funding is either a ratio or a waterfall",
                "只写其中一种 · write one of the two",
            );
            UNREAD
        }
    }
}

fn ratio(
    text: &Spanned<FundingText>,
    shares: &[ShareText],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Funding {
    let whole: u64 = shares.iter().map(|share| u64::from(*share.share.get_ref())).sum();
    if whole != u64::from(BASIS_POINTS) {
        findings.add(
            text,
            &format!("资金比例合计 {whole}，应为 10000"),
            &format!("the shares add up to {whole}, they must add up to 10000"),
            "以万分之一为单位，60% 写 6000，各项合计 10000 · in ten-thousandths, 60 % is 6000, all together 10000",
        );
    }
    let mut seen = BTreeSet::new();
    let mut funds = Vec::new();
    for share in shares {
        let Some((fund, limited)) = resolve(findings, "fund", &names.funds, &share.name) else { continue };
        if *share.share.get_ref() == 0 {
            findings.add(
                &share.share,
                "比例为零的资金不出钱",
                "a fund with a share of zero pays nothing",
                "删去这一项 · delete it",
            );
        }
        if limited {
            let name = &share.name;
            findings.add(
                name,
                &format!("资金 {name} 会用尽，不能按比例出资：用尽后没有人补上"),
                &format!("the fund {name} can run dry and cannot be in a ratio: nobody would step in"),
                "改用 waterfall，把它放在兜底资金之前 · use a waterfall and put it before the guarantor",
            );
        }
        twice(&mut seen, &share.name, findings);
        funds.push((fund, *share.share.get_ref()));
    }
    Funding::Ratio(funds)
}

fn waterfall(
    text: &Spanned<FundingText>,
    steps: &[StepText],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Funding {
    let Some((last, before)) = steps.split_last() else {
        no_guarantor(text, findings);
        return UNREAD;
    };
    let mut seen = BTreeSet::new();
    let mut capped = Vec::new();
    for step in before {
        let fund = resolve(findings, "fund", &names.funds, &step.name);
        twice(&mut seen, &step.name, findings);
        let name = &step.name;
        if step.up_to.is_none() {
            findings.add(
                name,
                &format!("资金 {name} 没有上限，它后面的资金永远轮不到"),
                &format!("the fund {name} has no up_to: the funds after it never pay"),
                "给它写 up_to，或把它放到最后 · give it an up_to, or put it last",
            );
        }
        let up_to = positive(&step.up_to, findings);
        capped.extend(fund.map(|(fund, _)| (fund, up_to)));
    }
    twice(&mut seen, &last.name, findings);
    if let Some(up_to) = &last.up_to {
        no_guarantor(up_to, findings);
    }
    match resolve(findings, "fund", &names.funds, &last.name) {
        Some((guarantor, false)) => Funding::Waterfall { steps: capped, guarantor },
        Some((_, true)) => {
            let name = &last.name;
            findings.add(
                name,
                &format!("兜底资金 {name} 会用尽，老人的饭钱就没有着落"),
                &format!("the guarantor {name} can run dry, and then nobody would bear the rest"),
                "在它后面加一个不会用尽的资金，如区财政 · add a fund after it that cannot run dry, such as the district budget",
            );
            UNREAD
        }
        None => UNREAD,
    }
}

fn no_guarantor<T>(place: &Spanned<T>, findings: &mut Findings<'_>) {
    findings.add(
        place,
        "没有兜底资金：最后一项资金不能有上限",
        "there is no guarantor: the last fund must have no up_to",
        "最后写一个不带 up_to 的资金，通常是区财政 · end with a fund without up_to, usually the district budget",
    );
}

fn twice<'t>(seen: &mut BTreeSet<&'t str>, name: &'t Spanned<String>, findings: &mut Findings<'_>) {
    if !seen.insert(name.get_ref()) {
        findings.add(
            name,
            &format!("资金 {name} 写了两次"),
            &format!("the fund {name} is named twice"),
            "合成一项 · make one of the two",
        );
    }
}
