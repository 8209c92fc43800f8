//! The manual, figure by figure: every tick of it is an assertion, and the table of ticks says where.

mod before_paying;
mod paying;
mod table;
mod visa;
