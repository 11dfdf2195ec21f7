//! A file or a folder a chapter. A grader is `check_NAME`: it takes the function NAME and says what is wrong with it;
//! which file of a folder has it stands in the `pub use` lines of its `mod.rs`.
//!
//! Each makes inputs on which the mistakes that it knows give different values, calls the reader's function, and compares.

pub mod chapter00;
pub mod chapter01;
pub mod chapter02;
pub mod chapter03;
pub mod chapter04;
pub mod chapter05;
pub mod chapter06;
pub mod chapter07;
pub mod chapter08;
pub mod chapter09;
pub mod chapter10;
pub mod chapter11;
pub mod chapter12;
mod inputs;
