//! The claims of each chapter, proved: `cargo test --release --test chapters chapter07`.
//!
//! One program, because each would compile the library's generic functions for itself.

mod chapter00;
mod chapter01;
mod chapter02;
mod chapter03;
mod chapter04;
mod chapter05;
mod chapter06;
mod chapter07;
mod chapter08;
mod chapter09;
mod chapter10;
mod chapter11;
mod chapter12;
mod chapter13;
mod chapter14;
#[path = "../common/mod.rs"]
mod common;
mod whole;
