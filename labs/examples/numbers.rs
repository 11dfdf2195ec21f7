//! The numbers that a lab shows after so many steps, for the test of the page: `numbers LAB SETTINGS STEPS`.

use ann::Result;
use labs::{
    backward::Backward,
    cache::Cache,
    digits::Digits,
    drawing::{self, Drawing},
    dropout::Dropout,
    forward::Forward,
    hero::Hero,
    leak::Leak,
    losses::Losses,
    map::Map,
    neuron::Neuron,
    noise::Noise,
    playground::Playground,
    ring::Ring,
    scaling::Scaling,
    signal::Signal,
    softmax::Softmax,
    speed::Speed,
    valley::Valley,
    vanishing::Vanishing,
};

/// What a method of a lab gives, whether or not it can fail.
trait Tried {
    type Given;
    fn tried(self) -> Result<Self::Given>;
}

impl<T> Tried for Result<T> {
    type Given = T;
    fn tried(self) -> Result<T> {
        self
    }
}

macro_rules! never_fails {
    ($($given:ty),*) => {$(
        impl Tried for $given {
            type Given = $given;
            fn tried(self) -> Result<$given> {
                Ok(self)
            }
        }
    )*};
}

never_fails!((), usize, Vec<f64>);

/// The numbers of the named one of these labs; those behind `still` have no steps.
macro_rules! numbers {
    ($lab:expr, $settings:expr, $steps:expr; $($name:literal $kind:ident),*; still $($other:literal $still:ident),*) => {
        match $lab {
            $($name => {
                let mut lab = $kind::new($settings)?;
                lab.step($steps).tried()?;
                lab.numbers().tried()
            })*
            $($other => $still::new($settings)?.numbers().tried(),)*
            other => panic!("there is no lab {other}"),
        }
    };
}

/// The probabilities of all test digits, one after the other.
fn test_digits() -> Result<Vec<f64>> {
    let (mut lab, mut numbers) = (Drawing::of_repository("")?, Vec::new());
    for digit in 0..drawing::DIGITS {
        lab.show(digit)?;
        numbers.extend(&lab.numbers()?[..10]);
    }
    Ok(numbers)
}

/// The numbers of the lab of this name.
fn numbers(lab: &str, settings: &str, steps: usize) -> Result<Vec<f64>> {
    match lab {
        "drawing" => return Drawing::of_repository(settings)?.numbers(),
        "test digits" => return test_digits(),
        _ => {}
    }
    // How fast a product is, is nobody's business but that of the machine.
    numbers!(lab, settings, steps;
        "neuron" Neuron, "valley" Valley, "forward" Forward, "backward" Backward, "losses" Losses, "vanishing" Vanishing,
        "hero" Hero, "scaling" Scaling, "leak" Leak, "dropout" Dropout, "digits" Digits, "map" Map, "noise" Noise, "cache" Cache,
        "playground" Playground, "ring" Ring;
        still "signal" Signal, "softmax" Softmax, "speed" Speed)
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for named in arguments.chunks_exact(3) {
        let numbers = numbers(&named[0], &named[1], named[2].parse().unwrap_or(0))?;
        let words: Vec<String> = numbers.iter().map(|number| format!("{number:e}")).collect();
        println!("{}", words.join(" "));
    }
    Ok(())
}
