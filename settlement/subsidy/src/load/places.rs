//! Places, and which lies within which.

use super::names::{Names, resolve};
use crate::place::{Place, Places};
use crate::problem::Findings;
use crate::text::PlaceText;

pub(super) fn places(written: &[PlaceText], names: &Names<'_>, findings: &mut Findings<'_>) -> Places {
    let place = |text: &PlaceText, findings: &mut Findings<'_>| Place {
        code: *text.code.get_ref(),
        name: text.name.get_ref().clone(),
        zh: text.zh.get_ref().clone(),
        en: text.en.get_ref().clone(),
        within: text
            .within
            .as_ref()
            .and_then(|name| resolve(findings, "place", &names.places, name))
            .unwrap_or(0),
    };
    let mut places = Places(written.iter().map(|text| place(text, findings)).collect());
    let in_a_circle = |places: &Places, code: u16| {
        places.outward(code).skip(1).take(written.len()).any(|outer| outer == code)
    };
    let circles: Vec<u16> =
        places.0.iter().map(|place| place.code).filter(|&code| in_a_circle(&places, code)).collect();
    for text in written.iter().filter(|text| circles.contains(text.code.get_ref())) {
        if let Some(within) = &text.within {
            findings.add(
                within,
                &format!("{} 绕了一圈又在自己里面", text.name.get_ref()),
                &format!("{} comes to lie within itself", text.name.get_ref()),
                "within 写上级地方，最上一级不写 · within names the place around it; the outermost has none",
            );
        }
    }
    // A circle has been noted; nobody walks in it.
    for place in places.0.iter_mut().filter(|place| circles.contains(&place.code)) {
        place.within = 0;
    }
    places
}
