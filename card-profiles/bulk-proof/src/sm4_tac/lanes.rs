//! SM4 of many cards and the TAC around it, written once for every width of a vector. GB/T 32907.
//!
//! A vector holds one word of a block, of as many cards as it has lanes; several vectors go side by side, for a round
//! waits long for the one before it.

/// Fills a module with the cipher over its vectors `V` of `LANES` words, `SIDE` of them side by side: the module says
/// how they are combined and what an S-box makes of one.
macro_rules! lanes {
    ($(#[$on:meta])*) => {
        /// Cards together.
        pub(super) const CARDS: usize = LANES * SIDE;

        /// A word of every card.
        type Word = [V; SIDE];
        /// A block, or a key, of every card.
        type Block = [Word; 4];

        /// What differs between the code that each card is said to have said and its own; a word of zero is a true
        /// claim. Columns, a word of every card each: two for a factor, four for a block of the message, one for the
        /// code.
        $(#[$on])*
        pub(super) fn differences(master: &[u8; 16], columns: &[u32], factors: usize) -> Vec<u32> {
            let (columns, _) = columns.as_chunks::<CARDS>();
            let parts = columns.split_at_checked(2 * factors);
            let Some((factors, (code, message))) =
                parts.and_then(|(factors, rest)| Some((factors, rest.split_last()?)))
            else {
                return vec![u32::MAX; CARDS];
            };
            let mut key = [[splat(0); SIDE]; 4];
            for (word, bytes) in key.iter_mut().zip(master.as_chunks::<4>().0) {
                *word = [splat(u32::from_be_bytes(*bytes)); SIDE];
            }
            let mut keys = schedule(&key);
            for [first, second] in factors.as_chunks::<2>().0 {
                let (first, second) = (word(first), word(second));
                let not = |word: Word| word.map(|one| xor(one, splat(u32::MAX)));
                key = encrypted(&keys, [first, second, not(first), not(second)]);
                keys = schedule(&key);
            }
            let mut state = [[splat(0); SIDE]; 4];
            for block in message.as_chunks::<4>().0 {
                for (state, column) in state.iter_mut().zip(block) {
                    *state = each(*state, word(column), |state, word| xor(state, word));
                }
                state = encrypted(&keys, state);
            }
            let [made, ..] = state;
            let differs = each(made, word(code), |made, said| xor(made, said));
            wipe(&mut key, &mut keys);
            differs.into_iter().flat_map(|words| lanes(words)).collect()
        }

        $(#[$on])*
        fn word(column: &[u32; CARDS]) -> Word {
            let mut word = [splat(0); SIDE];
            for (to, from) in word.iter_mut().zip(column.as_chunks::<LANES>().0) {
                *to = load(from);
            }
            word
        }

        #[inline]
        $(#[$on])*
        fn each(mut left: Word, right: Word, both: impl Fn(V, V) -> V) -> Word {
            for (left, right) in left.iter_mut().zip(right) {
                *left = both(*left, right);
            }
            left
        }

        /// The keys of the thirty-two rounds.
        #[inline(never)]
        $(#[$on])*
        fn schedule(key: &Block) -> [Word; 32] {
            let mut keys = [[splat(0); SIDE]; 32];
            let mut state = *key;
            for (word, constant) in state.iter_mut().zip([0xA3B1_BAC6, 0x56AA_3350, 0x677D_9197, 0xB270_22DC]) {
                *word = each(*word, *word, |one, _| xor(one, splat(constant)));
            }
            for (number, to) in (0..).zip(&mut keys) {
                let [a, b, c, d] = state;
                let constant = splat(round_constant(number));
                let mut next = a;
                for ((((next, b), c), d), to) in next.iter_mut().zip(b).zip(c).zip(d).zip(to.iter_mut()) {
                    let mixed = substituted(xor(xor(b, c), xor(d, constant)));
                    *next = xor(*next, xor(mixed, xor(turned::<13>(mixed), turned::<23>(mixed))));
                    *to = *next;
                }
                state = [b, c, d, next];
            }
            keys
        }

        #[inline(never)]
        $(#[$on])*
        fn encrypted(keys: &[Word; 32], block: Block) -> Block {
            let [mut a, mut b, mut c, mut d] = block;
            for [first, second, third, fourth] in keys.as_chunks::<4>().0 {
                round(&mut a, &b, &c, &d, first);
                round(&mut b, &c, &d, &a, second);
                round(&mut c, &d, &a, &b, third);
                round(&mut d, &a, &b, &c, fourth);
            }
            [d, c, b, a]
        }

        #[inline]
        $(#[$on])*
        fn round(a: &mut Word, b: &Word, c: &Word, d: &Word, key: &Word) {
            for ((((a, b), c), d), key) in a.iter_mut().zip(b).zip(c).zip(d).zip(key) {
                let mixed = substituted(xor(xor(*b, *c), xor(*d, *key)));
                let further = xor(turned::<10>(mixed), xor(turned::<18>(mixed), turned::<24>(mixed)));
                *a = xor(*a, xor(mixed, xor(turned::<2>(mixed), further)));
            }
        }

        /// Overwrites what told of a key.
        $(#[$on])*
        fn wipe(key: &mut Block, keys: &mut [Word; 32]) {
            let none = [splat(0); SIDE];
            // SAFETY: the reference is valid for writes, and words have no destructor.
            unsafe { core::ptr::write_volatile(key, [none; 4]) };
            // SAFETY: as above.
            unsafe { core::ptr::write_volatile(keys, [none; 32]) };
        }
    };
}

/// The constant CK of a round: its bytes are the multiples of seven, in order.
pub(super) const fn round_constant(round: u32) -> u32 {
    let first = round * 28;
    let [a, b, c, d] = [first & 0xFF, (first + 7) & 0xFF, (first + 14) & 0xFF, (first + 21) & 0xFF];
    a << 24 | b << 16 | c << 8 | d
}
