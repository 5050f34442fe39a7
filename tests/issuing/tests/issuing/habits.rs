//! Cards and modules of other kinds in a sale, through the profile file, as a till meets them: SM4 keys, City-Union
//! purses with a module that wants to know the card first, a locked module, one that loses power in the middle.

use apdu::{Ask, Dialogue, Transport, TransportError, Turn};
use issuing::Reader;
use pboc_purse::crypto::Cipher;
use pboc_purse::{
    Block, BlockOrder, FindLock, Levels, Parameters, SamHealth, SamProfile, SamStart, SamTrouble,
};
use purse::{
    Application, CardAmount, Check, DebitOrder, DebitOutcome, NoKeys, Probe, Profile, PurchaseRefusal,
    PurseView, SamTerms,
};
use virtual_cards::{Chip, Key, Layout, MasterKeys, Personalise, PersonalisePsam, VirtualPsam, VirtualPurse};

const ISSUER: [u8; 8] = [0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF];
const NUMBER: [u8; 10] = [0x00, 0x00, 0x55, 0x10, 0x03, 0x01, 0, 0, 0, 0x17];
const TERMINAL: [u8; 6] = [0x55, 0x10, 0, 0, 0, 0x42];
const KEYS: MasterKeys = MasterKeys {
    purchase: Key([0x51; 16]),
    load: Key([0x52; 16]),
    tac: Key([0x54; 16]),
    maintenance: Key([0x57; 16]),
};

fn elder(change: impl FnOnce(&mut Personalise)) -> VirtualPurse {
    let mut card = Personalise { balance: 10_000, ..Personalise::elder(KEYS, ISSUER, NUMBER) };
    change(&mut card);
    card.card()
}

fn psam(change: impl FnOnce(&mut virtual_cards::PsamState)) -> VirtualPsam {
    let made = PersonalisePsam {
        purchase: KEYS.purchase,
        maintenance: KEYS.maintenance,
        issuer: ISSUER,
        serial: [0x55; 10],
        terminal: TERMINAL,
    };
    let mut psam = made.psam();
    psam.reissue(change);
    psam
}

fn parameters(keys: &str) -> Parameters {
    let text = format!("format = 1\nname = \"x\"\n[[application]]\nfamily = \"pboc\"\n{keys}\n");
    Parameters::read(Profile::parse(&text).unwrap().applications.first().unwrap()).unwrap()
}

fn play<D: Dialogue + ?Sized>(
    dialogue: &mut D,
    card: &mut dyn Transport,
    sam: &mut dyn Transport,
) -> Result<D::Output, TransportError> {
    let mut turn = dialogue.start();
    loop {
        let answer = match turn {
            Turn::Done(output) => return Ok(output),
            Turn::Ask(Ask::Card(command)) => apdu::exchange(card, &command)?,
            Turn::Ask(Ask::Sam(command)) => apdu::exchange(sam, &command)?,
        };
        turn = dialogue.hear(&answer);
    }
}

/// A card and a module, both on.
struct Counter {
    parameters: Parameters,
    card: VirtualPurse,
    sam: VirtualPsam,
}

impl Counter {
    fn start(&mut self, profile: SamProfile) -> Result<pboc_purse::SamView, pboc_purse::SamRefusal> {
        let (mut card, mut sam) = (Reader::new(&mut self.card), Reader::new(&mut self.sam));
        play(&mut SamStart::new(profile), &mut card, &mut sam).unwrap()
    }

    fn found(&mut self) -> PurseView {
        let mut card = Reader::new(&mut self.card);
        match card.ask(Boxed(self.parameters.probe())).unwrap() {
            Probe::Found(view) => view,
            other => panic!("{other:?}"),
        }
    }

    /// Buys for 6.50; between arming and debit the module may be treated badly.
    fn buy(&mut self, meanwhile: impl FnOnce(&mut VirtualPsam)) -> Result<DebitOutcome, PurchaseRefusal> {
        let view = self.found();
        let order = DebitOrder {
            amount: CardAmount(650),
            mark: None,
            sam: Some(SamTerms { terminal: TERMINAL, key_id: 0x01 }),
            till: 1,
            sale: 1,
            date: [0x20, 0x26, 0x07, 0x15],
            time: [0x12, 0x15, 0x30],
        };
        let mut plan = self.parameters.plan(&view, &order, &NoKeys)?;
        let Counter { parameters, card, sam } = self;
        let mut card = Reader { chip: card, heard: Vec::new() };
        apdu::exchange(&mut card, &pboc_purse::command::select::by_name(&parameters.aid)).unwrap();
        let mut ends = Ends { sam };
        let armed = play(&mut *plan.purchase, &mut card, &mut ends).unwrap()?;
        meanwhile(ends.sam);
        Ok(play(&mut *armed.debit(), &mut card, &mut ends).unwrap())
    }
}

/// A module that stays powered between conversations.
struct Ends<'a> {
    sam: &'a mut VirtualPsam,
}

impl Transport for Ends<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(self.sam.exchange(command).bytes())
    }
}

/// A boxed probe as a dialogue of its own.
struct Boxed(Box<dyn Dialogue<Output = Probe>>);

impl Dialogue for Boxed {
    type Output = Probe;

    fn start(&mut self) -> Turn<Probe> {
        self.0.start()
    }

    fn hear(&mut self, answer: &apdu::Response) -> Turn<Probe> {
        self.0.hear(answer)
    }
}

fn check(outcome: DebitOutcome) -> (Check, u8) {
    match outcome {
        DebitOutcome::Paid(paid) => (paid.check, paid.facts.alg_id),
        other => panic!("{other:?}"),
    }
}

#[test]
fn sm4_keys_in_card_and_module() {
    let card = elder(|card| (card.alg_id, card.key_version) = (0x04, 0x41));
    let sam = psam(|sam| (sam.alg_id, sam.key_version) = (0x04, 0x41));
    let parameters = parameters("aid = \"A000000632010105\"");
    let mut counter = Counter { parameters, card, sam };
    let view =
        counter.start(SamProfile { key_version: 0x41, alg_id: 0x04, ..SamProfile::default() }).unwrap();
    assert_eq!((view.next_seq, view.terminal), (Some(1), TERMINAL));
    assert_eq!(check(counter.buy(|_| {}).unwrap()), (Check::Verified, 0x04));
    assert_eq!(counter.card.state().balance, 9_350);
}

#[test]
fn a_city_union_purse_and_a_module_that_wants_to_know_it() {
    let code = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    let city = |identify| {
        parameters(&format!("aid = \"A00000000386980701\"\nlayout = \"city-union\"\nidentify = {identify}"))
    };
    for identify in [true, false] {
        let mut card = elder(|card| card.layout = Layout::CityUnion);
        card.reissue(|state| state.identification = Some(code));
        let sam = psam(|sam| sam.identification = Some(code));
        let mut counter = Counter { parameters: city(identify), card, sam };
        counter.start(SamProfile::default()).unwrap();
        let view = counter.found();
        assert_eq!((view.number.0, view.kind, view.interop), (NUMBER, Some(3), Some(true)));
        match counter.buy(|_| {}) {
            Ok(outcome) if identify => assert_eq!(check(outcome).0, Check::Verified),
            Err(PurchaseRefusal::Sam(0x6985 | 0x6982)) if !identify => {}
            other => panic!("{identify} {other:?}"),
        }
    }
}

#[test]
fn guests_by_the_rules_of_the_county() {
    let at_home = "aid = \"A000000632010105\"\nissuers = [\"0113112100000000\"]\n";
    for (guests, interop, kind, served) in [
        ("", true, 3, false),
        ("guests = [1, 2, 3]", true, 3, true),
        ("guests = [1, 2, 3]", false, 3, false),
        ("guests = [1, 2]", true, 3, false),
    ] {
        let mut card = elder(|card| (card.interop, card.kind) = (interop, kind));
        let parameters = parameters(&format!("{at_home}{guests}"));
        let probe = Reader::new(&mut card).ask(Boxed(parameters.probe())).unwrap();
        assert_eq!(matches!(probe, Probe::Found(_)), served, "{guests} {interop} {kind}");
        assert!(served || probe == Probe::Absent);
    }
}

#[test]
fn a_module_that_is_locked_or_loses_power() {
    let usual = || parameters("aid = \"A000000632010105\"");
    let today = [0x20, 0x26, 0x07, 0x15];
    for status in [0x9303, 0x6A81] {
        let sam = psam(|sam| (sam.locked, sam.locked_status) = (true, status));
        let mut counter = Counter { parameters: usual(), card: elder(|_| {}), sam };
        let found = counter.start(SamProfile::default());
        let trouble = SamTrouble::Locked(apdu::StatusWord(status));
        assert_eq!(SamHealth::judge(&found, &[ISSUER], today), SamHealth::Trouble(trouble));
    }
    let mut counter = Counter { parameters: usual(), card: elder(|_| {}), sam: psam(|_| {}) };
    let found = counter.start(SamProfile::default());
    assert_eq!(SamHealth::judge(&found, &[ISSUER], today), SamHealth::Well);
    assert_eq!(SamHealth::judge(&found, &[[7; 8]], today), SamHealth::AnotherCounty);
    // Power fails after MAC1: the card is debited, nobody here can check it, and the next sale says what to do.
    let outcome = counter.buy(Chip::reset).unwrap();
    assert_eq!(check(outcome).0, Check::Unchecked);
    let Err(PurchaseRefusal::Sam(status)) = counter.buy(|_| {}) else { panic!() };
    assert_eq!(SamTrouble::of(apdu::StatusWord(status)), SamTrouble::SessionLost);
    counter.start(SamProfile::default()).unwrap();
    assert_eq!(check(counter.buy(|_| {}).unwrap()).0, Check::Verified);
}

#[test]
fn a_module_blocks_stopped_cards_of_both_ciphers() {
    for (alg_id, key_version, cipher) in [(0x00, 0x01, Cipher::TripleDes), (0x04, 0x41, Cipher::Sm4)] {
        let card = elder(|card| (card.alg_id, card.key_version) = (alg_id, key_version));
        let sam = psam(|sam| (sam.alg_id, sam.key_version) = (alg_id, key_version));
        let parameters = parameters("aid = \"A000000632010105\"");
        let mut counter = Counter { parameters, card, sam };
        counter.start(SamProfile { key_version, alg_id, ..SamProfile::default() }).unwrap();
        let view = counter.found();
        let order = BlockOrder {
            serial_factor: view.number.factor(),
            issuer_factor: view.issuer.0,
            levels: Levels::Two,
            key_version,
            cipher,
            for_good: false,
        };
        let Counter { parameters, card, sam } = &mut counter;
        let mut reader = Reader { chip: card, heard: Vec::new() };
        let mut ends = Ends { sam };
        assert_eq!(play(&mut Block::new(order), &mut reader, &mut ends).unwrap(), Ok(()), "{cipher:?}");
        let lock = reader.ask(FindLock::new(&parameters.aid)).unwrap();
        assert_eq!(lock, pboc_purse::Lock::Application);
    }
}
