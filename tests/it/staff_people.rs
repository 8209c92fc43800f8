//! The administrator and the people who work for the service: invited, given a role, kept out; nobody changes what is their own.

use evisa::domain::{account::Role, effect::Letter};

use crate::{
    house::{House, PASSWORD},
    staff::{address, staff},
};

/// The page of a member of staff.
fn page(house: &House, name: &str) -> String {
    let id = house.holder(&address(name)).actor.account().expect("an account");
    format!("/en/office/people/{id}")
}

fn invitation(house: &House, email: &str) -> String {
    let token = |letter| if let Letter::StaffInvited { token } = letter { Some(token) } else { None };
    let token = house.letters_to(email).into_iter().filter_map(token).next_back().expect("an invitation");
    format!("/en/reset/{token}")
}

#[test]
fn somebody_is_invited_chooses_a_password_and_works() {
    let house = House::new();
    let admin = staff(&house, Role::Administrator, "admin");
    let invited = [("surname", "Cashier"), ("email", "cashier@evisa.example"), ("role", "cashier"), ("lang", "en")];
    admin.get("/en/office/people/invite").is(200).is_whole();
    admin
        .post("/en/office/people/invite", &invited)
        .is(200)
        .is_whole()
        .says("people-invited")
        .says("people-state-invited");
    assert!(admin.submit("/en/office/people/invite", &invited).is(422).faults("email"), "one account an address");
    let applicant = [("surname", "A"), ("email", "a@evisa.example"), ("role", "applicant"), ("lang", "en")];
    assert!(admin.submit("/en/office/people/invite", &applicant).is(422).faults("role"));
    house.later(1);
    let first = invitation(&house, "cashier@evisa.example");
    admin.post(&format!("{}/invite", page(&house, "cashier")), &[]).is(200).says("people-invited");
    let cashier = house.browser();
    cashier.post(&invitation(&house, "cashier@evisa.example"), &[("password", PASSWORD)]).at("/en/login");
    house.sign_in(&cashier, "cashier@evisa.example", PASSWORD).is(303);
    cashier.get("/en/office/money").is(200);
    assert_ne!(first, invitation(&house, "cashier@evisa.example"));
    admin.get("/en/office/people").is(200).is_whole().says("people-state-active");
    admin.submit(&format!("{}/invite", page(&house, "cashier")), &[]).is(404);
}

#[test]
fn a_new_role_ends_every_session_and_a_suspended_person_comes_in_by_no_way() {
    let house = House::new();
    let admin = staff(&house, Role::Administrator, "admin");
    let cashier = staff(&house, Role::Cashier, "cashier");
    cashier.ask("/en/office/money").is(200);
    let page = page(&house, "cashier");
    assert!(admin.submit(&format!("{page}/role"), &[("role", "applicant")]).is(422).is_whole().faults("role"));
    admin.post(&format!("{page}/role"), &[("role", "auditor")]).is(200).says("people-role-changed");
    cashier.ask("/en/office/money").is(303);
    house.sign_in(&cashier, &address("cashier"), PASSWORD).is(303);
    cashier.ask("/en/office/people").is(200);
    cashier.submit(&format!("{page}/suspend"), &[]).is(403);
    admin.post(&format!("{page}/suspend"), &[]).is(200).is_whole().says("people-state-suspended");
    cashier.ask("/en/office").is(303);
    house.sign_in(&cashier, &address("cashier"), PASSWORD).is(422).says("sign-in-wrong");
    let asked = house.holder(&address("cashier"));
    assert!(house.services.people_list(&asked).is_err(), "what was begun before goes no further");
    admin.post(&format!("{page}/restore"), &[]).is(200).says("people-state-active");
    house.sign_in(&cashier, &address("cashier"), PASSWORD).is(303);
    admin.post(&format!("{page}/sessions"), &[]).is(200).says("people-sessions-ended");
    cashier.ask("/en/office").is(303);
}

#[test]
fn nobody_changes_what_is_their_own_and_the_last_administrator_stays() {
    let house = House::new();
    let admin = staff(&house, Role::Administrator, "admin");
    let mine = page(&house, "admin");
    admin.get(&mine).is(200).is_whole().says("people-not-oneself").must_not_see("/suspend");
    for (act, fields) in [("role", &[("role", "chief")][..]), ("suspend", &[]), ("second", &[]), ("sessions", &[])] {
        admin.post(&format!("{mine}/{act}"), fields).is(200).says("people-not-oneself");
    }
    let operator = house.operator();
    let id = house.holder(&address("admin")).actor.account().expect("an account");
    assert!(house.services.people_suspend(&operator, id).is_err(), "the last administrator");
    assert!(house.services.people_role_change(&operator, id, Role::Chief).is_err(), "the last administrator");
    staff(&house, Role::Administrator, "other");
    assert!(house.services.people_suspend(&operator, id).is_ok());
}

#[test]
fn whoever_is_no_staff_has_no_page_here() {
    let house = House::new();
    let admin = staff(&house, Role::Administrator, "admin");
    house.register_and_confirm("wang@mail.example", ("Wang", "Xiaoming"));
    let id = house.holder("wang@mail.example").actor.account().expect("an account");
    for path in [format!("/en/office/people/{id}"), "/en/office/people/none".to_owned()] {
        admin.ask(&path).is(404);
        admin.submit(&format!("{path}/role"), &[("role", "chief")]).is(404);
        admin.submit(&format!("{path}/suspend"), &[]).is(404);
    }
}
