//! The program as its users meet it: the real executable, real files, real ports. Each file is named by a fear.

#![expect(clippy::unwrap_used, reason = "what a test cannot unwrap has failed it")]

mod administrator;
mod api_key;
mod bank_sim;
mod data_directory;
mod demo_journey;
mod full_disk;
mod imports;
mod keys;
mod kill;
mod limits_of_time;
mod money;
mod place;
mod plugin_change;
mod plugin_check;
mod plugin_dev;
mod plugin_faults;
mod plugin_inspect;
mod plugin_install;
mod plugin_new;
mod running;
mod serve;
mod trust;
