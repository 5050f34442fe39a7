//! Every word can be shown, and the text form says what the picture says.

use super::stories::stories;
use crate::{missing_glyphs, phrases, text_json};
use expect_test::expect;

#[test]
fn every_phrase_has_its_glyphs() {
    for phrase in phrases::ALL {
        assert_eq!(missing_glyphs(phrase.zh), Ok(vec![]), "{}", phrase.zh);
        assert_eq!(missing_glyphs(phrase.en), Ok(vec![]), "{}", phrase.en);
        assert!(!phrase.zh.is_empty() && !phrase.en.is_empty());
    }
    for story in stories() {
        assert_eq!(missing_glyphs(&text_json(&story.strip, &story.view)), Ok(vec![]), "{}", story.name);
    }
    assert_eq!(missing_glyphs("请刷卡ሴ"), Ok(vec!['ሴ']), "the test itself finds a missing character");
}

#[test]
fn names_of_the_trade_can_be_written() {
    for name in ["鄞州区颐养之家", "衢江馄饨铺", "缙云烧饼", "嵊泗膳坊", "祉园助餐点", "馨馨理发", "诸暨饸饹"]
    {
        assert_eq!(missing_glyphs(name), Ok(vec![]), "{name}");
    }
}

#[test]
fn the_text_says_what_the_picture_says() {
    let text = |name: &str| {
        let story = stories().into_iter().find(|story| story.name == name).unwrap();
        text_json(&story.strip, &story.view)
    };
    expect![[r#"{"fields":{"balance_after":"88.50","benefit":"6.00","card_tail":"1234","notices":[],"price":"12.00","self_pay":"6.00","service":{"en":"Lunch","zh":"午餐"},"standing":"pending","tier":"C"},"strip":{"online":true,"pending":0,"point":"北山口村助餐点","time":"11:45","trial_keys":true,"verified":3456},"texts":["北山口村助餐点","11:45","在线","online","待传 0","pending","已核 3456","verified","试用密钥","TRIAL KEYS","扣款成功","Paid","****1234","C","自付","You pay","6.00","元","yuan","原价","Price","12.00","优惠","Benefit","6.00","余额","Balance","88.50","本笔","Record","待传"],"view":"paid"}"#]].assert_eq(&text("paid"));
    expect![[r#"{"fields":{"mode":"fixed","notice":{"en":"tariff stays at v2","zh":"资费未更新 R09，沿用第 2 版"},"price":"12.00","service":{"en":"Lunch","zh":"午餐"},"window":"10:30–13:00"},"strip":{"online":false,"pending":12,"point":"北山口村助餐点","time":"11:45","trial_keys":true,"verified":3444},"texts":["北山口村助餐点","11:45","离线","offline","待传 12","pending","已核 3444","verified","试用密钥","TRIAL KEYS","请刷卡","Please tap your card","原价","Price","12.00","元","yuan","资费未更新 R09，沿用第 2 版","tariff stays at v2","项目","Service","午餐  Lunch","时段","Hours","10:30–13:00"],"view":"ready"}"#]].assert_eq(&text("ready-stale"));
    expect![[r#"{"fields":{"card_tail":"1234","code":"E13","self_pay":"6.00"},"strip":{"online":false,"pending":12,"point":"北山口村助餐点","time":"11:45","trial_keys":true,"verified":3444},"texts":["北山口村助餐点","11:45","离线","offline","待传 12","pending","已核 3444","verified","试用密钥","TRIAL KEYS","请同一张卡再刷一次","Tap the same card again","E13","自付","You pay","6.00","元","yuan","不会重复扣款","You will not be charged twice","卡号","Card","****1234","取消须主管","Cancel: supervisor"],"view":"hold_card"}"#]].assert_eq(&text("hold-card"));
    expect![[r#"{"fields":{"problem":null,"purpose":{"en":"","zh":""},"stars":3},"strip":{"online":false,"pending":12,"point":"北山口村助餐点","time":"11:45","trial_keys":true,"verified":3444},"texts":["北山口村助餐点","11:45","离线","offline","待传 12","pending","已核 3444","verified","试用密钥","TRIAL KEYS","请主管输入密码","Supervisor code","放行未完成的一笔，由中心核对","Releases the unfinished sale; the center will settle it","按确认放行，按取消返回","Enter releases, Cancel goes back"],"view":"supervisor"}"#]].assert_eq(&text("supervisor"));
}
