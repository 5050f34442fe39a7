//! Published vectors, seen through the only window there is: whether a claim is true.

use crate::reference::{joined, odd, step, tac_3des, tac_sm4, triple_des};
use bulk_proof::{AesCmac, ChainClaim, Sm4Tac, TacClaim, TripleDesTac};

/// Key, plain text, ciphertext of single DES. NIST SP 800-17, tables A.1 to A.4 (variable plain text, variable key,
/// permutation operation, substitution tables).
const DES: [(u64, u64, u64); 31] = [
    (0x0101_0101_0101_0101, 0x8000_0000_0000_0000, 0x95F8_A5E5_DD31_D900),
    (0x0101_0101_0101_0101, 0x4000_0000_0000_0000, 0xDD7F_121C_A501_5619),
    (0x0101_0101_0101_0101, 0x2000_0000_0000_0000, 0x2E86_5310_4F38_34EA),
    (0x0101_0101_0101_0101, 0x1000_0000_0000_0000, 0x4BD3_88FF_6CD8_1D4F),
    (0x0101_0101_0101_0101, 0x0000_0000_0000_0001, 0x166B_40B4_4ABA_4BD6),
    (0x8001_0101_0101_0101, 0, 0x95A8_D728_13DA_A94D),
    (0x4001_0101_0101_0101, 0, 0x0EEC_1487_DD8C_26D5),
    (0x2001_0101_0101_0101, 0, 0x7AD1_6FFB_79C4_5926),
    (0x0101_0101_0101_0102, 0, 0x869E_FD7F_9F26_5A09),
    (0x1046_9134_8998_0131, 0, 0x88D5_5E54_F54C_97B4),
    (0x1007_1034_8998_8020, 0, 0x0C0C_C00C_83EA_48FD),
    (0x1007_1034_C898_0120, 0, 0x83BC_8EF3_A657_0183),
    (0x7CA1_1045_4A1A_6E57, 0x01A1_D6D0_3977_6742, 0x690F_5B0D_9A26_939B),
    (0x0131_D961_9DC1_376E, 0x5CD5_4CA8_3DEF_57DA, 0x7A38_9D10_354B_D271),
    (0x07A1_133E_4A0B_2686, 0x0248_D438_06F6_7172, 0x868E_BB51_CAB4_599A),
    (0x3849_674C_2602_319E, 0x5145_4B58_2DDF_440A, 0x7178_876E_01F1_9B2A),
    (0x04B9_15BA_43FE_B5B6, 0x42FD_4430_5957_7FA2, 0xAF37_FB42_1F8C_4095),
    (0x0113_B970_FD34_F2CE, 0x059B_5E08_51CF_143A, 0x86A5_60F1_0EC6_D85B),
    (0x0170_F175_468F_B5E6, 0x0756_D8E0_7747_61D2, 0x0CD3_DA02_0021_DC09),
    (0x4329_7FAD_38E3_73FE, 0x7625_14B8_29BF_486A, 0xEA67_6B2C_B7DB_2B7A),
    (0x07A7_1370_45DA_2A16, 0x3BDD_1190_4937_2802, 0xDFD6_4A81_5CAF_1A0F),
    (0x0468_9104_C2FD_3B2F, 0x2695_5F68_35AF_609A, 0x5C51_3C9C_4886_C088),
    (0x37D0_6BB5_16CB_7546, 0x164D_5E40_4F27_5232, 0x0A2A_EEAE_3FF4_AB77),
    (0x1F08_260D_1AC2_465E, 0x6B05_6E18_759F_5CCA, 0xEF1B_F03E_5DFA_575A),
    (0x5840_2364_1ABA_6176, 0x004B_D6EF_0917_6062, 0x88BF_0DB6_D70D_EE56),
    (0x0258_1616_4629_B007, 0x480D_3900_6EE7_62F2, 0xA1F9_9155_4102_0B56),
    (0x4979_3EBC_79B3_258F, 0x4375_40C8_698F_3CFA, 0x6FBF_1CAF_CFFD_0556),
    (0x4FB0_5E15_15AB_73A7, 0x072D_43A0_7707_5292, 0x2F22_E49B_AB7C_A1AC),
    (0x49E9_5D6D_4CA2_29BF, 0x02FE_5577_8117_F12A, 0x5A6B_612C_C26C_CE4A),
    (0x0183_10DC_409B_26D6, 0x1D9D_5C50_18F7_28C2, 0x5F4C_038E_D12B_2E41),
    (0x1C58_7F1C_1392_4FEF, 0x3055_3228_6D6F_295A, 0x63FA_C0D0_34D9_F793),
];

/// A published ciphertext is half of a derived key when its plain text is the factor. With both halves of the master
/// equal, three DES are one.
#[test]
fn single_des() {
    for (key, plain, encrypted) in DES {
        let (key, plain) = (key.to_be_bytes(), plain.to_be_bytes());
        let master = joined(key, key);
        let derived = joined(encrypted.to_be_bytes(), triple_des(&master, plain.map(|byte| !byte)));
        let claim = |code| TacClaim { factors: [plain], message: *b"a TAC", code };
        let [right, other] = [derived, master].map(|key| tac_3des(&key, &[], b"a TAC"));
        for way in TripleDesTac::all() {
            assert_eq!(way.verify(&master, &[claim(right), claim(other)]), [true, false], "{}", way.name());
        }
    }
}

/// GB/T 32907, appendix A.1: the plain text is a factor and its complement.
#[test]
fn sm4() {
    let master: [u8; 16] = std::array::from_fn(|at| [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF][at % 8]);
    let master: [u8; 16] = std::array::from_fn(|at| if at < 8 { master[at] } else { !master[at] });
    let [factor, ..] = master.as_chunks::<8>().0 else { panic!() };
    let derived = 0x681E_DF34_D206_965E_86B3_E94F_536E_4246_u128.to_be_bytes();
    let claim = |code| TacClaim { factors: [*factor], message: *b"a TAC", code };
    let [right, other] = [derived, master].map(|key| tac_sm4(&key, &[], b"a TAC"));
    for way in Sm4Tac::all() {
        assert_eq!(way.verify(&master, &[claim(right), claim(other)]), [true, false], "{}", way.name());
    }
}

fn is_cmac<const BLOCKS: usize>(key: &[u8; 16], message: &[u8], code: u128) {
    let (blocks, step) = step(message);
    let claim = |code| ChainClaim::<BLOCKS> { blocks: blocks.clone().try_into().unwrap(), code };
    let right = odd(code.to_be_bytes());
    for way in AesCmac::all() {
        let answers = way.verify(key, &[step], &[claim(right), claim([0; 8]), claim(right)]);
        assert_eq!(answers, [true, false, true], "{}, {} bytes", way.name(), message.len());
    }
}

/// RFC 4493, section 4.
#[test]
fn aes_cmac() {
    let key = 0x2B7E_1516_28AE_D2A6_ABF7_1588_09CF_4F3C_u128.to_be_bytes();
    let message = [
        0x6BC1_BEE2_2E40_9F96_E93D_7E11_7393_172A_u128.to_be_bytes(),
        0xAE2D_8A57_1E03_AC9C_9EB7_6FAC_45AF_8E51_u128.to_be_bytes(),
        0x30C8_1C46_A35C_E411_E5FB_C119_1A0A_52EF_u128.to_be_bytes(),
        0xF69F_2445_DF4F_9B17_AD2B_417B_E66C_3710_u128.to_be_bytes(),
    ];
    let message = message.as_flattened();
    is_cmac::<1>(&key, &[], 0xBB1D_6929_E959_3728_7FA3_7D12_9B75_6746);
    is_cmac::<1>(&key, &message[..16], 0x070A_16B4_6B4D_4144_F79B_DD9D_D04A_287C);
    is_cmac::<3>(&key, &message[..40], 0xDFA6_6747_DE9A_E630_30CA_3261_1497_C827);
    is_cmac::<4>(&key, message, 0x51F0_BEBF_7E3B_9D92_FC49_7417_7936_3CFE);
}
