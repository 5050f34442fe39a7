//! A card and a security module for tests, small enough to be read at once. Their MACs are sums, for this
//! crate never computes one; what matters is that they are atomic and forget what real chips forget.

pub(crate) const ISSUER: [u8; 8] = [0x33, 0x07, 0x33, 0x07, 0xFF, 0xFF, 0xFF, 0xFF];
pub(crate) const SAM_TERMINAL: [u8; 6] = [0x33, 0x07, 0x03, 0, 0, 0x17];

/// One purse. Everything but `pending` survives loss of power.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub(crate) number: [u8; 10],
    pub(crate) issuer: [u8; 8],
    pub(crate) valid: [[u8; 4]; 2],
    pub(crate) enabled: u8,
    pub(crate) locked: bool,
    pub(crate) balance: u32,
    pub(crate) counter: u16,
    pub(crate) mark: Option<Vec<u8>>,
    pub(crate) log: Vec<Vec<u8>>,
    /// Every debit: counter and balance before it, amount, terminal.
    pub(crate) history: Vec<(u16, u32, u32, [u8; 6])>,
    /// Answers DEBIT with this instead of doing it.
    pub(crate) refuse_debit: Option<u16>,
    /// Gives a MAC2 that is not genuine.
    pub(crate) forged: bool,
    pending: Option<Pending>,
    proof: Option<(u8, u16, [u8; 4])>,
}

#[derive(Clone, Debug)]
struct Pending {
    txn: u8,
    amount: u32,
    terminal: [u8; 6],
    mark: Option<Vec<u8>>,
}

fn sum(parts: &[&[u8]]) -> [u8; 4] {
    let mut hash: u32 = 0x811C_9DC5;
    for byte in parts.iter().copied().flatten() {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash.to_be_bytes()
}

pub(crate) fn tac(amount: u32, counter: u16) -> [u8; 4] {
    sum(&[b"tac", &amount.to_be_bytes(), &counter.to_be_bytes()])
}

fn mac2(amount: u32, counter: u16) -> [u8; 4] {
    sum(&[b"mac2", &amount.to_be_bytes(), &counter.to_be_bytes()])
}

fn status(status: u16) -> Vec<u8> {
    status.to_be_bytes().to_vec()
}

fn ok(parts: &[&[u8]]) -> Vec<u8> {
    [&parts.concat()[..], &[0x90, 0x00]].concat()
}

/// The seventh purchase of a card's life, long ago and elsewhere.
fn earlier() -> Vec<u8> {
    let (date, time) = ([0x20, 0x24, 0x01, 0x31], [0x08, 0x15, 0x00]);
    [&[0, 6, 0, 0, 0], &650_u32.to_be_bytes()[..], &[0x06], &[0x99; 6], &date, &time].concat()
}

impl Card {
    pub(crate) fn new(last: u8, balance: u32) -> Card {
        let mut mark = vec![0; 128];
        mark[..2].copy_from_slice(&[0xA1, 0x7D]);
        Card {
            number: [0x03, 0x30, 0x70, 0x30, 0, 0, 0, 0, 0x12, last],
            issuer: ISSUER,
            valid: [[0x20, 0x20, 0x01, 0x01], [0x20, 0x30, 0x12, 0x31]],
            enabled: 1,
            locked: false,
            balance,
            counter: 7,
            mark: Some(mark),
            log: vec![earlier()],
            history: Vec::new(),
            refuse_debit: None,
            forged: false,
            pending: None,
            proof: None,
        }
    }

    /// Twenty digits.
    pub(crate) fn digits(&self) -> String {
        self.number.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    pub(crate) fn power_off(&mut self) {
        self.pending = None;
    }

    /// Somebody else's till takes some money.
    pub(crate) fn used_elsewhere(&mut self, amount: u32, date: [u8; 4], time: [u8; 3]) {
        self.pending = None;
        self.commit(0x06, amount, [0x99; 6], date, time);
    }

    fn commit(&mut self, txn: u8, amount: u32, terminal: [u8; 6], date: [u8; 4], time: [u8; 3]) {
        let counter = self.counter.to_be_bytes();
        let entry = [&counter[..], &[0; 3], &amount.to_be_bytes(), &[txn], &terminal, &date, &time].concat();
        self.history.push((self.counter, self.balance, amount, terminal));
        self.log.insert(0, entry);
        self.log.truncate(10);
        self.balance -= amount;
        self.counter += 1;
        self.proof = Some((txn, self.counter, tac(amount, self.counter)));
    }

    pub(crate) fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        match command[..4] {
            [0x00, 0xA4, 0x04, 0x00] => self.select(&command[5..]),
            [0x00, 0xB2, 0xA1, 0xC8] => self.mark.as_ref().map_or(status(0x6A83), |mark| ok(&[mark])),
            [0x00, 0xB2, number, 0xC4] => {
                self.log.get(usize::from(number) - 1).map_or(status(0x6A83), |entry| ok(&[entry]))
            }
            [0x80, 0x50, kind, 0x02] => self.initialize(kind, &command[5..]),
            [0x80, 0xDC, 0xA1, 0xC8] => self.cache(&command[5..]),
            [0x80, 0x54, 0x01, 0x00] => self.debit(&command[5..]),
            [0x80, 0x5A, 0x00, txn] => self.prove(txn, [command[5], command[6]]),
            _ => status(0x6D00),
        }
    }

    fn select(&mut self, rest: &[u8]) -> Vec<u8> {
        self.pending = None;
        if !rest.starts_with(&[0xA0, 0, 0, 0x06, 0x32, 0x01, 0x01, 0x05]) {
            return status(0x6A82);
        }
        if self.locked {
            return status(0x6283);
        }
        let [from, to] = self.valid;
        let public = [&self.issuer[..], &[0x02, self.enabled], &self.number, &from, &to, &[0, 0]].concat();
        ok(&[&[0x6F, 35, 0xA5, 33, 0x9F, 0x0C, 30], &public])
    }

    fn initialize(&mut self, kind: u8, data: &[u8]) -> Vec<u8> {
        self.pending = None;
        let amount = u32::from_be_bytes(data[1..5].try_into().unwrap());
        if amount > self.balance {
            return status(0x9401);
        }
        let txn = if kind == 3 { 0x09 } else { 0x06 };
        let terminal = data[5..11].try_into().unwrap();
        self.pending = Some(Pending { txn, amount, terminal, mark: None });
        let (balance, counter) = (self.balance.to_be_bytes(), self.counter.to_be_bytes());
        ok(&[&balance, &counter, &[0; 3], &[1, 0], &[1, 2, 3, 4]])
    }

    fn cache(&mut self, data: &[u8]) -> Vec<u8> {
        let fits = self.mark.as_ref().is_some_and(|mark| mark.len() == data.len());
        match &mut self.pending {
            Some(pending) if pending.txn == 0x09 && fits => {
                pending.mark = Some(data.to_vec());
                status(0x9000)
            }
            Some(_) if fits => status(0x6985),
            Some(_) => status(0x6A83),
            None => status(0x6901),
        }
    }

    fn debit(&mut self, data: &[u8]) -> Vec<u8> {
        let Some(pending) = self.pending.take() else { return status(0x6901) };
        if let Some(refusal) = self.refuse_debit {
            return status(refusal);
        }
        let mac1 = sum(&[b"mac1", &pending.amount.to_be_bytes(), &[pending.txn], &data[..4]]);
        if data[11..15] != mac1 {
            return status(0x9302);
        }
        let (date, time) = (data[4..8].try_into().unwrap(), data[8..11].try_into().unwrap());
        self.commit(pending.txn, pending.amount, pending.terminal, date, time);
        if let Some(mark) = pending.mark {
            self.mark = Some(mark);
        }
        let mac2 = if self.forged { [0; 4] } else { mac2(pending.amount, self.counter) };
        ok(&[&tac(pending.amount, self.counter), &mac2])
    }

    fn prove(&mut self, txn: u8, counter: [u8; 2]) -> Vec<u8> {
        let wanted = u16::from_be_bytes(counter);
        match self.proof {
            Some((kind, after, tac)) if kind == txn && after == wanted => {
                let amount = u32::from_be_bytes(self.log[0][5..9].try_into().unwrap());
                ok(&[&mac2(amount, after), &tac])
            }
            _ => status(0x9406),
        }
    }
}

/// A security module. `next_seq` survives loss of power, the purchase under way does not.
#[derive(Clone, Debug)]
pub(crate) struct SamChip {
    pub(crate) next_seq: u32,
    /// The MAC2 it waits for.
    pending: Option<[u8; 4]>,
    pub(crate) wrong: u32,
    /// Whether its application is selected, as it is until power fails.
    pub(crate) selected: bool,
    /// What it answers to a purchase without a card instead of its number.
    pub(crate) unready: Option<u16>,
}

impl SamChip {
    pub(crate) fn new() -> SamChip {
        SamChip { next_seq: 500, pending: None, wrong: 0, selected: true, unready: None }
    }

    pub(crate) fn power_off(&mut self) {
        self.pending = None;
    }

    pub(crate) fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        match command[..4] {
            [0x80, 0x70, 0, 0] => self.initialize(&command[5..]),
            [0x80, 0x72, 0, 0] => match self.pending.take() {
                Some(expected) if command[5..9] == expected => {
                    self.next_seq += 1;
                    status(0x9000)
                }
                Some(_) => {
                    self.wrong += 1;
                    status(0x9302)
                }
                None => status(0x6901),
            },
            [0x00, 0xA4, _, 0] => {
                self.selected = true;
                status(0x9000)
            }
            [0x00, 0xB0, 0x95, 0] => ok(&[&[0x11; 10], &[1, 0, 0, 0]]),
            [0x00, 0xB0, 0x96, 0] => ok(&[&SAM_TERMINAL]),
            [0x00, 0xB0, 0x97, 0] => {
                let valid = [0x20, 0x20, 0x01, 0x01, 0x20, 0x40, 0x12, 0x31];
                ok(&[&[1], &ISSUER, &ISSUER, &valid])
            }
            _ => status(0x6D00),
        }
    }

    fn initialize(&mut self, data: &[u8]) -> Vec<u8> {
        if !self.selected {
            return status(0x6985);
        }
        let nobody = data[..10] == [0; 10];
        if let Some(refusal) = self.unready.filter(|_| nobody) {
            return status(refusal);
        }
        let counter = u16::from_be_bytes(data[4..6].try_into().unwrap());
        let amount: [u8; 4] = data[6..10].try_into().unwrap();
        let seq = self.next_seq.to_be_bytes();
        self.pending = Some(mac2(u32::from_be_bytes(amount), counter + 1));
        ok(&[&seq, &sum(&[b"mac1", &amount, &[data[10]], &seq])])
    }
}
