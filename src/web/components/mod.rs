//! The pieces pages are made of. They take worded text; only their own few words are looked up here (`web-…` keys).

pub mod amount;
pub mod brand;
pub mod button;
pub mod choice;
pub mod field;
pub mod form;
pub mod list;
pub mod mrz;
pub mod notice;
pub mod steps;
pub mod table;
pub mod tag;
pub mod tile;
