//! Why something was not done to a chip, and in which state that leaves it.

use super::{KeyRole, Place};
use apdu::StatusWord;
use core::error::Error;
use core::fmt;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The keeper of keys has not got this one.
    NoKey(KeyRole),
    /// The system gives no random numbers.
    NoRandom,
    /// The chip does not accept the key here.
    WrongKey(Place),
    /// A key of the card is of no version that this desk knows.
    KeyVersion(u8),
    /// There is an application already.
    NotBlank,
    /// The application is gone.
    NoApplication,
    /// It is somebody's card.
    Issued,
    /// No room.
    NoRoom,
    /// The chip refused; the step, from 1, where there are steps.
    Chip(Option<usize>, StatusWord),
    /// An answer has the wrong shape, or is not authentic.
    Unreadable,
}

/// In which state the chip is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Not finished: to be gone on with, or scrapped.
    Unfinished,
    /// Not erased.
    NotErased,
    /// Not blocked.
    NotBlocked,
    /// As it was: it was only read.
    AsItWas,
}

/// Why something was not done. Its text says what became of the chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub why: Why,
    /// What became of the chip.
    pub left: Left,
}

impl Why {
    /// Reason and remedy, in both languages.
    fn words(self) -> [(String, &'static str); 2] {
        let said = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        let put_down = ("请再放一次卡", "put it down again");
        let ((zh, en), (do_zh, do_en)) = match self {
            Why::NoKey(role) => (
                (format!("密钥库没有{role}"), format!("the key store lacks the {role}")),
                ("请检查密钥", "check the keys"),
            ),
            Why::NoRandom => (
                said("系统随机数不可用", "there are no random numbers"),
                ("请联系维护人员", "call maintenance"),
            ),
            Why::WrongKey(place) => (
                (format!("卡不认密钥（{place}）"), format!("the chip does not accept the key ({place})")),
                ("请核对批次与密钥", "check the delivery and the keys"),
            ),
            Why::KeyVersion(version) => (
                (
                    format!("卡上密钥版本 {version:02X} 不是本台的"),
                    format!("a key of version {version:02X} is none of this desk's"),
                ),
                ("请核对批次与密钥", "check the delivery and the keys"),
            ),
            Why::NotBlank => (
                said("卡上已有应用", "there is an application on the card"),
                ("请先检查此卡", "examine it first"),
            ),
            Why::NoApplication => (
                said("卡上没有本县应用", "the county's application is not on the card"),
                ("请核对是不是那张卡", "check whether this is the right card"),
            ),
            Why::Issued => {
                (said("这是一张已发的卡", "this card has been issued"), ("请走停用流程", "block it instead"))
            }
            Why::NoRoom => (said("卡空间不足", "the chip has no room"), ("请换一枚芯片", "use another chip")),
            Why::Chip(step, status) => {
                let place = step.map_or_else(String::new, |step| format!(" {step}"));
                let told = (format!("卡拒绝{place} {status}"), format!("the chip refused{place} ({status})"));
                (told, put_down)
            }
            Why::Unreadable => (said("卡的应答读不懂", "the chip's answer makes no sense"), put_down),
        };
        [(zh, do_zh), (en, do_en)]
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (state_zh, state_en) = match self.left {
            Left::Unfinished => ("卡未制完", "the card is not finished"),
            Left::NotErased => ("未清除", "nothing was erased"),
            Left::NotBlocked => ("卡上未停用", "it is not blocked on the card"),
            Left::AsItWas => ("卡未改动", "the card is unchanged"),
        };
        let [(zh, do_zh), (en, do_en)] = self.why.words();
        write!(f, "{zh}，{state_zh}，{do_zh} · {en}, {state_en}: {do_en}")
    }
}

impl Error for Refusal {}
