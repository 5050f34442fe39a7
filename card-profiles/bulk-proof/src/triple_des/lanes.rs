//! The bitsliced cipher and the TAC around it, written once for every width of a word.

/// Fills a module with the cipher over its words `V`: the module says what a word is and how two are combined, and
/// brings the circuits of the S-boxes.
macro_rules! lanes {
    ($(#[$on:meta])*) => {
        /// One block of every card: word *i* holds bit *i*, the leftmost being 0.
        type Block = [V; 64];
        /// Half of that.
        type Half = [V; 32];

        /// A key of double length of every card, in any use.
        struct Pair {
            left: Block,
            right: Block,
        }

        const LANES: usize = 64 * WORDS;

        /// One bit for every card whose code is not its own. Columns: factors, blocks of the message, code.
        $(#[$on])*
        pub(super) fn wrong(master: &[u8; 16], columns: &[u64], factors: usize) -> [u64; WORDS_MAX] {
            let (columns, _) = columns.as_chunks::<LANES>();
            let parts = columns.split_at_checked(factors);
            let Some((factors, (code, message))) =
                parts.and_then(|(factors, rest)| Some((factors, rest.split_last()?)))
            else {
                return [u64::MAX; WORDS_MAX];
            };
            let mut key = everywhere(master);
            for factor in factors {
                derive(&mut key, &sliced(factor));
            }
            for (left, right) in key.left.iter_mut().zip(&key.right) {
                *left = xor(*left, *right);
            }
            let mut state = [zero(); 64];
            for block in message {
                for (state, bit) in state.iter_mut().zip(&sliced(block)) {
                    *state = xor(*state, *bit);
                }
                let (mut left, mut right) = halves(&state);
                rounds(&mut left, &mut right, &key.left, false);
                state = joined(&right, &left);
            }
            let mut differs = zero();
            for (said, made) in sliced(code).iter().zip(&state).take(32) {
                differs = or(differs, xor(*said, *made));
            }
            wipe(&mut key.left);
            wipe(&mut key.right);
            wipe(&mut state);
            let mut wrong = [u64::MAX; WORDS_MAX];
            for (to, from) in wrong.iter_mut().zip(words(differs)) {
                *to = from;
            }
            wrong
        }

        /// The same key for every card.
        $(#[$on])*
        fn everywhere(key: &[u8; 16]) -> Pair {
            let mut pair = Pair { left: [zero(); 64], right: [zero(); 64] };
            for (byte, bits) in key.iter().zip(pair.left.as_chunks_mut::<8>().0.iter_mut().chain(pair.right.as_chunks_mut::<8>().0)) {
                for (bit, to) in bits.iter_mut().enumerate() {
                    *to = splat(u64::from(byte >> (7 - bit) & 1).wrapping_neg());
                }
            }
            pair
        }

        /// One level: `E(F) ‖ E(NOT F)`.
        $(#[$on])*
        fn derive(key: &mut Pair, factor: &Block) {
            let mut block = *factor;
            let left = encrypted(key, &block);
            for bit in &mut block {
                *bit = xor(*bit, splat(u64::MAX));
            }
            let right = encrypted(key, &block);
            (key.left, key.right) = (left, right);
        }

        /// Encrypt left, decrypt right, encrypt left. What ends one DES and begins the next cancels but for the
        /// exchange of halves.
        $(#[$on])*
        fn encrypted(key: &Pair, block: &Block) -> Block {
            let (mut left, mut right) = halves(block);
            rounds(&mut left, &mut right, &key.left, false);
            rounds(&mut right, &mut left, &key.right, true);
            rounds(&mut left, &mut right, &key.left, false);
            joined(&right, &left)
        }

        $(#[$on])*
        fn halves(block: &Block) -> (Half, Half) {
            let (mut left, mut right) = ([zero(); 32], [zero(); 32]);
            for (to, from) in left.iter_mut().chain(&mut right).zip(order::INITIAL) {
                *to = block[usize::from(from)];
            }
            (left, right)
        }

        $(#[$on])*
        fn joined(first: &Half, second: &Half) -> Block {
            let mut block = [zero(); 64];
            for (from, to) in first.iter().chain(second).zip(order::INITIAL) {
                block[usize::from(to)] = *from;
            }
            block
        }

        /// Sixteen rounds, of which every other exchanges the names of the halves.
        $(#[$on])*
        fn rounds(left: &mut Half, right: &mut Half, key: &Block, backwards: bool) {
            for pair in 0..8 {
                let first = if backwards { 15 - 2 * pair } else { 2 * pair };
                round(left, right, key, &order::KEY[first]);
                round(right, left, key, &order::KEY[first ^ 1]);
            }
        }

        $(#[$on])*
        fn round(left: &mut Half, right: &Half, key: &Block, [a, b, c, d, e, f, g, h]: &[[u8; 6]; 8]) {
            substitute::<0>(left, right, key, a);
            substitute::<1>(left, right, key, b);
            substitute::<2>(left, right, key, c);
            substitute::<3>(left, right, key, d);
            substitute::<4>(left, right, key, e);
            substitute::<5>(left, right, key, f);
            substitute::<6>(left, right, key, g);
            substitute::<7>(left, right, key, h);
        }

        /// One S-box with what stands before and after it. Never inlined: a hundred times a hundred circuits would
        /// take the compiler minutes.
        #[inline(never)]
        $(#[$on])*
        fn substitute<const BOX: usize>(left: &mut Half, right: &Half, key: &Block, at: &[u8; 6]) {
            let mut inputs = [zero(); 6];
            for (place, (input, at)) in inputs.iter_mut().zip(at).enumerate() {
                *input = xor(right[(4 * BOX + 31 + place) % 32], key[usize::from(at & 63)]);
            }
            let outputs = match BOX {
                0 => s1(inputs),
                1 => s2(inputs),
                2 => s3(inputs),
                3 => s4(inputs),
                4 => s5(inputs),
                5 => s6(inputs),
                6 => s7(inputs),
                _ => s8(inputs),
            };
            for (output, to) in outputs.iter().zip(order::OUTPUTS[BOX]) {
                left[to] = xor(left[to], *output);
            }
        }

        /// Bit *i* of every card in word *i*: a matrix of 64 × 64 bits turned over, for every machine word of a word.
        #[inline(never)]
        $(#[$on])*
        fn sliced(column: &[u64; LANES]) -> Block {
            let mut block = [zero(); 64];
            for (to, from) in block.iter_mut().zip(column.as_chunks::<WORDS>().0) {
                *to = load(from);
            }
            exchange(&mut block, 32, 0x0000_0000_FFFF_FFFF);
            exchange(&mut block, 16, 0x0000_FFFF_0000_FFFF);
            exchange(&mut block, 8, 0x00FF_00FF_00FF_00FF);
            exchange(&mut block, 4, 0x0F0F_0F0F_0F0F_0F0F);
            exchange(&mut block, 2, 0x3333_3333_3333_3333);
            exchange(&mut block, 1, 0x5555_5555_5555_5555);
            block.reverse();
            block
        }

        /// Exchanges the upper bits of one row with the lower bits of the row that stands this far below.
        #[inline]
        $(#[$on])*
        fn exchange(block: &mut Block, far: u32, lower: u64) {
            let lower = splat(lower);
            for rows in block.chunks_exact_mut(2 * far as usize) {
                let (above, below) = rows.split_at_mut(far as usize);
                for (above, below) in above.iter_mut().zip(below) {
                    let differ = and(xor(right_by(*above, far), *below), lower);
                    *below = xor(*below, differ);
                    *above = xor(*above, left_by(differ, far));
                }
            }
        }

        /// Overwrites what told of a key.
        $(#[$on])*
        fn wipe(block: &mut Block) {
            // SAFETY: the reference is valid for writes, and a block has no destructor.
            unsafe { core::ptr::write_volatile(block, [zero(); 64]) };
        }
    };
}
