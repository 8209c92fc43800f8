//! The audit log as an auditor reads it: searched, paged, taken away, and never without leaving a line.

use evisa::domain::account::Role;

use crate::{
    house::House,
    staff::{address, staff},
};

#[test]
fn the_log_is_searched_by_record_person_act_and_day() {
    let house = House::new();
    let auditor = staff(&house, Role::Auditor, "auditor");
    let id = house.holder(&address("auditor")).actor.account().expect("an account");
    let all = auditor.get("/en/office/audit");
    all.is(200).is_whole().see("account.sign_in").see("account.create").see("192.0.2.0/24");
    auditor.get("/en/office/audit?act=account.create").is(200).see("account.create").must_not_see(">account.sign_in<");
    auditor.get(&format!("/en/office/audit?record=account:{id}")).is(200).see("account.create");
    auditor.get("/en/office/audit?actor=operator").is(200).see("account.create").must_not_see(">account.sign_in<");
    auditor
        .get(&format!("/en/office/audit?actor={id}"))
        .is(200)
        .see("account.sign_in")
        .must_not_see(">account.create<");
    auditor.get("/en/office/audit?day=2022-06-08").is(200).see("account.create");
    auditor.get("/en/office/audit?day=2022-06-09").is(200).says("audit-none");
    auditor.get("/en/office/audit?day=2022-06-07").is(200).says("audit-none");
    auditor.get("/en/office/audit?record=%3Cscript%3E").is(200).is_whole().says("audit-none").must_not_see("<script>");
    auditor.get("/en/office/audit?before=x&day=y").is(200).see("account.create");
}

#[test]
fn older_lines_stand_on_the_next_page() {
    let house = House::new();
    let auditor = staff(&house, Role::Auditor, "auditor");
    for _ in 0..60 {
        let email = "nobody@mail.example".parse().expect("an address");
        house.services.account_reset_ask(&house.operator(), &email).expect("answered alike");
    }
    let first = auditor.get("/en/office/audit?act=account.reset_ask");
    first.is(200).is_whole().says("audit-older").see(">62<").must_not_see(">4<");
    let older = auditor.get("/en/office/audit?act=account.reset_ask&before=13");
    older.is(200).says("audit-newest").see(">3<").must_not_see(">13<").must_not_see(">62<");
}

#[test]
fn taking_it_away_is_itself_a_line() {
    let house = House::new();
    let auditor = staff(&house, Role::Auditor, "auditor");
    let csv = auditor.submit("/en/office/audit/export", &[("format", "csv"), ("act", "account.create")]);
    let text = csv.is(200).text();
    assert!(text.starts_with("number,at,actor,name,place,act,record,note\n"), "{text}");
    assert!(text.contains("account.create") && !text.contains("account.sign_in"), "{text}");
    let lines = auditor.submit("/en/office/audit/export", &[("format", "jsonl")]).is(200).text();
    for line in lines.lines() {
        let read: serde_json::Value = serde_json::from_str(line).expect("one object a line");
        assert!(read["number"].is_u64() && read["line"]["act"].is_string(), "{line}");
    }
    assert_eq!(lines.matches("\"audit.export\"").count(), 2, "both stand in the log, the second in its own file");
    let chief = staff(&house, Role::Chief, "chief");
    chief.get("/en/office/audit").is(200).must_not_see("/export");
    chief.submit("/en/office/audit/export", &[("format", "csv")]).is(403);
    staff(&house, Role::Cashier, "cashier").ask("/en/office/audit").is(403);
}
