//! Who may do what, asked by direct calls.

use weftline_simulation::{AGENT, VIEWER};
use weftline_wire::call::{Call, ChoosePrimaryCall, LinkCall, PanelCall, PanelKind, Reply, SearchCall, UnlinkCall};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{Allowed, PanelView};

use crate::support::{linked, panel, records, stage};

fn panel_of(stage: &mut weftline_simulation::Stage, account: &str) -> PanelView {
    match stage.call(account, Call::Panel(PanelCall { view: PanelKind::Compact, stored: true })) {
        Ok(Reply::Panel(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn changes(ids: &[String]) -> [Call; 3] {
    [
        Call::Link(LinkCall { object: "Case".into(), record_ids: ids.to_vec(), share: true }),
        Call::Unlink(UnlinkCall { record_ids: ids.to_vec() }),
        Call::Search(SearchCall { object: "Case".into(), keywords: "a".into() }),
    ]
}

#[test]
fn pnl_4_who_may_only_look_is_shown_what_is_stored_and_offered_nothing() {
    let mut stage = stage(51);
    let cases = records(&mut stage, "Case", 2);
    linked(&mut stage, "Case", &cases);
    let view = panel_of(&mut stage, VIEWER);
    assert_eq!(view.groups[0].records.len(), 2);
    let Allowed { link, create, unlink, primary, post_comments, post_feed, bulk, configure, .. } = view.allowed;
    assert_eq!([link, create, unlink, primary, post_comments, post_feed, bulk, configure], [false; 8]);
    for call in changes(&cases) {
        assert_eq!(stage.call(VIEWER, call.clone()).unwrap_err().code, FailureCode::NotPermitted, "{call:?}");
    }
    // Who may not even see the issue learns nothing of it.
    let stranger = "5b10a0000000000000000099";
    for stored in [true, false] {
        let call = Call::Panel(PanelCall { view: PanelKind::List, stored });
        assert_eq!(stage.call(stranger, call).unwrap_err().code, FailureCode::NotPermitted, "stored: {stored}");
    }
}

#[test]
fn map_12_restricted_issue_types_keep_what_changes_links_and_nothing_else() {
    let mut stage = stage(52);
    let cases = records(&mut stage, "Case", 2);
    linked(&mut stage, "Case", &cases);
    stage.restrict(&["10001"]);
    let allowed = panel(&mut stage, true).allowed;
    assert_eq!((allowed.link, allowed.create, allowed.unlink), (false, false, false));
    assert!(allowed.comments && allowed.post_comments && allowed.feed && allowed.post_feed && allowed.emails);
    for call in changes(&cases) {
        assert_eq!(stage.call(AGENT, call.clone()).unwrap_err().code, FailureCode::NotPermitted, "{call:?}");
    }
    stage.call(AGENT, Call::ChoosePrimary(ChoosePrimaryCall { record_id: cases[1].clone() })).unwrap();
    assert!(panel(&mut stage, true).groups[0].records.iter().any(|row| row.primary && row.id == cases[1]));
}

#[test]
fn tgl_2_tgl_3_tgl_5_what_is_switched_off_is_neither_offered_nor_done() {
    let mut stage = stage(53);
    let cases = records(&mut stage, "Case", 2);
    linked(&mut stage, "Case", &cases);
    stage.set(|settings| {
        settings.allow_linking = false;
        settings.allow_unlinking = false;
        settings.allow_redirect = false;
    });
    for stored in [true, false] {
        let view = panel(&mut stage, stored);
        assert_eq!((view.allowed.link, view.allowed.unlink, view.allowed.redirect), (false, false, false));
        assert!(view.groups.iter().flat_map(|group| &group.records).all(|row| row.url.is_none()));
    }
    for call in changes(&cases) {
        assert_eq!(stage.call(AGENT, call.clone()).unwrap_err().code, FailureCode::NotPermitted, "{call:?}");
    }
}
