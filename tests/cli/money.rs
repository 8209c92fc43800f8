//! Fear: the books cannot be read without the portal, or a command about money says nothing that helps.

use crate::place::Place;

#[test]
fn the_books_of_a_new_house_are_empty_and_in_balance() {
    let place = Place::new("");
    place.ask("money balance").good(&["account", "sum", "0.00", "0 entries, in balance"]);
    place
        .ask("money treasury --day 2022-06-08")
        .good(&["day,time,tax_authority,knp,kbk,side,amount,currency,payment_code,application"]);
    place.ask("money attempts").good(&[]);
    place.ask("money attempts --held").good(&[]);
    place.ask("money attempts --unknown").good(&[]);
    place.ask("audit verify").good(&["unbroken"]);
}

#[test]
fn what_is_not_there_is_said_with_the_next_step() {
    let place = Place::new("");
    place.write("day.csv", "date;order\n");
    for (line, said) in [
        ("money evidence nothing", "`evisa money attempts --day DAY` lists those of a day"),
        ("money import-settlement nobody day.csv", "there is no plugin `nobody`"),
        ("money import-settlement nobody absent.csv", "absent.csv"),
    ] {
        place.ask(line).refused(&[said]);
    }
    place.write("large.csv", vec![b'a'; 701 * 1024]);
    place.ask("money import-settlement nobody large.csv").refused(&["larger than 700 KiB", "split it by days"]);
}
