//! Batches of every size that a word may have to be filled up for, with right and wrong codes at places drawn by lot.

use crate::reference::{Draw, cmac, odd, step, tac_3des, tac_sm4};
use bulk_proof::{AesCmac, ChainClaim, Last, Sm4Tac, Step, TacClaim, TripleDesTac};

const SIZES: [usize; 12] = [0, 1, 7, 8, 9, 63, 65, 255, 256, 257, 512, 5_000];

type Reference = fn(&[u8; 16], &[[u8; 8]], &[u8]) -> [u8; 4];

/// Claims, and whether each is true. A wrong code is a right one with a single bit changed, so that every bit counts.
fn tacs<const FACTORS: usize, const LENGTH: usize>(
    draw: &mut Draw,
    master: &[u8; 16],
    size: usize,
    reference: Reference,
) -> (Vec<TacClaim<FACTORS, LENGTH>>, Vec<bool>) {
    let one = |_| {
        let (factors, message) = (std::array::from_fn(|_| draw.bytes()), draw.bytes());
        let mut code = reference(master, &factors, &message);
        let right = !draw.number().is_multiple_of(3);
        if !right {
            let bit = draw.number() % 32;
            code[(bit / 8) as usize] ^= 1 << (bit % 8);
        }
        (TacClaim { factors, message, code }, right)
    };
    (0..size).map(one).unzip()
}

fn every_way<const FACTORS: usize, const LENGTH: usize>(draw: &mut Draw, size: usize) {
    let master = draw.bytes();
    let (claims, right) = tacs::<FACTORS, LENGTH>(draw, &master, size, tac_3des);
    for way in TripleDesTac::all() {
        assert_eq!(way.verify(&master, &claims), right, "3DES, {}, {size} of {LENGTH} bytes", way.name());
    }
    let (claims, right) = tacs::<FACTORS, LENGTH>(draw, &master, size, tac_sm4);
    for way in Sm4Tac::all() {
        assert_eq!(way.verify(&master, &claims), right, "SM4, {}, {size} of {LENGTH} bytes", way.name());
    }
}

#[test]
fn every_size() {
    for size in SIZES {
        every_way::<2, 22>(&mut Draw(size as u64), size);
    }
}

/// A purchase is over 22 bytes, a load over 24, which is a block more than it fills; some issuers have one level.
#[test]
fn every_shape() {
    let draw = &mut Draw(1);
    every_way::<0, 0>(draw, 70);
    every_way::<0, 8>(draw, 70);
    every_way::<1, 7>(draw, 70);
    every_way::<1, 15>(draw, 70);
    every_way::<1, 16>(draw, 70);
    every_way::<1, 22>(draw, 300);
    every_way::<2, 24>(draw, 300);
    every_way::<3, 33>(draw, 600);
}

/// Cards that begin with the same factors, which are derived once: all of them, one level, two, none after the first.
#[test]
fn factors_in_common() {
    let draw = &mut Draw(4);
    let (master, common) = (draw.bytes(), [draw.bytes(), draw.bytes(), draw.bytes()]);
    for alike in 0..=3 {
        for odd_one in [None, Some(0), Some(1), Some(69)] {
            let mut claims: Vec<(TacClaim<3, 22>, TacClaim<3, 22>)> = (0..70)
                .map(|place| {
                    let own = if odd_one == Some(place) { 0 } else { alike };
                    let factors = std::array::from_fn(|at| if at < own { common[at] } else { draw.bytes() });
                    let message = draw.bytes();
                    let claim = |code| TacClaim { factors, message, code };
                    (
                        claim(tac_3des(&master, &factors, &message)),
                        claim(tac_sm4(&master, &factors, &message)),
                    )
                })
                .collect();
            claims[33].0.code[1] ^= 1;
            claims[34].1.code[1] ^= 1;
            let (triple_des, sm4): (Vec<_>, Vec<_>) = claims.into_iter().unzip();
            for way in TripleDesTac::all() {
                let wrong = way.verify(&master, &triple_des).iter().position(|right| !right);
                assert_eq!(wrong, Some(33), "3DES, {}, {alike}, {odd_one:?}", way.name());
            }
            for way in Sm4Tac::all() {
                let wrong = way.verify(&master, &sm4).iter().position(|right| !right);
                assert_eq!(wrong, Some(34), "SM4, {}, {alike}, {odd_one:?}", way.name());
            }
        }
    }
}

/// In a batch of true claims each one is made false in turn: the answer is false there and nowhere else.
#[test]
fn an_answer_is_about_its_own_claim() {
    let draw = &mut Draw(2);
    let master = draw.bytes();
    let one = |_| {
        let (factors, message) = ([draw.bytes(), draw.bytes()], draw.bytes());
        TacClaim { factors, message, code: tac_3des(&master, &factors, &message) }
    };
    let mut claims: Vec<TacClaim<2, 22>> = (0..600).map(one).collect();
    for way in TripleDesTac::all().into_iter().skip(1) {
        assert!(way.verify(&master, &claims).iter().all(|answer| *answer));
        for place in (0..600).step_by(7) {
            claims[place].code[place % 4] ^= 0x10;
            let answers = way.verify(&master, &claims);
            claims[place].code[place % 4] ^= 0x10;
            assert!(answers.iter().enumerate().all(|(at, answer)| *answer == (at != place)), "{place}");
        }
    }
}

/// The key of a card, the key of one commit, the code: two blocks, one, eight.
fn chains(draw: &mut Draw, master: &[u8; 16], size: usize) -> (Vec<ChainClaim<11>>, Vec<bool>) {
    let one = |_| {
        let (card, commit, input) = (draw.bytes::<20>(), draw.bytes::<16>(), draw.bytes::<128>());
        let key = cmac(&cmac(master, &card), &commit);
        let mut code = odd(cmac(&key, &input));
        let right = !draw.number().is_multiple_of(3);
        if !right {
            let bit = draw.number() % 64;
            code[(bit / 8) as usize] ^= 1 << (bit % 8);
        }
        let blocks = [step(&card).0, step(&commit).0, step(&input).0].concat();
        (ChainClaim { blocks: blocks.try_into().unwrap(), code }, right)
    };
    (0..size).map(one).unzip()
}

const STEPS: [Step; 3] = [
    Step { blocks: 2, last: Last::Padded },
    Step { blocks: 1, last: Last::Whole },
    Step { blocks: 8, last: Last::Whole },
];

#[test]
fn every_size_of_chains() {
    for size in SIZES {
        let draw = &mut Draw(size as u64);
        let master = draw.bytes();
        let (claims, right) = chains(draw, &master, size);
        for way in AesCmac::all() {
            assert_eq!(way.verify(&master, &STEPS, &claims), right, "{}, {size}", way.name());
        }
    }
}

/// True claims, asked about in steps that are not theirs.
#[test]
fn steps_that_do_not_fit_prove_nothing() {
    let draw = &mut Draw(3);
    let master = draw.bytes();
    let (claims, right) = chains(draw, &master, 20);
    let blocks = |blocks| Step { blocks, last: Last::Whole };
    for way in AesCmac::all() {
        assert!(way.verify(&master, &STEPS, &claims) == right);
        for steps in [
            &[][..],
            &STEPS[..2],
            &[blocks(11)],
            &[STEPS[0], STEPS[1], blocks(9)],
            &[blocks(0), STEPS[0], STEPS[1], STEPS[2]],
            &[blocks(usize::MAX), blocks(12)],
        ] {
            assert_eq!(way.verify(&master, steps, &claims), vec![false; 20], "{steps:?}");
        }
    }
}

#[test]
fn a_small_batch_goes_one_by_one() {
    let [single, ..] = TripleDesTac::all()[..] else { panic!("the crate's own way is always there") };
    assert_eq!(TripleDesTac::for_batch(0), single);
    assert_eq!(TripleDesTac::for_batch(5), single);
    assert_eq!(Some(&TripleDesTac::for_batch(200)), TripleDesTac::all().last());
    let names: Vec<_> = TripleDesTac::all().iter().map(|way| way.name()).collect();
    println!("3DES {names:?}, SM4 {:?}, AES {:?}", Sm4Tac::best().name(), AesCmac::best().name());
}
