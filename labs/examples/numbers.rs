//! The numbers that a lab shows after so many steps, for the test of the page: `numbers LAB SETTINGS STEPS`.

use labs::{
    backward::Backward, cache::Cache, digits::Digits, drawing::{self, Drawing}, dropout::Dropout, forward::Forward, hero::Hero, losses::Losses,
    map::Map, neuron::Neuron, noise::Noise, playground::Playground, scaling::Scaling, signal::Signal, softmax::Softmax,
    speed::Speed, valley::Valley, vanishing::Vanishing,
};

fn main() -> ann::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for named in arguments.chunks(3) {
        let [lab, settings, steps] = named else { continue };
        let steps = steps.parse().unwrap_or(0);
        let numbers = match lab.as_str() {
            "neuron" => {
                let mut lab = Neuron::new(settings)?;
                lab.step(steps)?;
                lab.numbers()
            }
            "valley" => {
                let mut lab = Valley::new(settings)?;
                lab.step(steps)?;
                lab.numbers()
            }
            "forward" => {
                let mut lab = Forward::new(settings)?;
                lab.step(steps);
                lab.numbers()
            }
            "backward" => {
                let mut lab = Backward::new(settings)?;
                lab.step(steps);
                lab.numbers()
            }
            "losses" => {
                let mut lab = Losses::new(settings)?;
                lab.step(steps);
                lab.numbers()
            }
            "vanishing" => {
                let mut lab = Vanishing::new(settings)?;
                lab.step(steps)?;
                lab.numbers()
            }
            "hero" => {
                let mut lab = Hero::new(settings)?;
                lab.step(steps);
                lab.numbers()
            }
            "scaling" => {
                let mut lab = Scaling::new(settings)?;
                lab.step(steps)?;
                lab.numbers()
            }
            "signal" => Signal::new(settings)?.numbers(),
            "softmax" => Softmax::new(settings)?.numbers(),
            "dropout" => {
                let mut lab = Dropout::new(settings)?;
                lab.step(steps);
                lab.numbers()
            }
            "digits" => {
                let mut lab = Digits::new(settings)?;
                lab.step(steps)?;
                lab.numbers()?
            }
            "drawing" => Drawing::of_repository(settings)?.numbers()?,
            // The probabilities of all test digits, one after the other.
            "drawing-test" => {
                let mut lab = Drawing::of_repository(settings)?;
                let mut numbers = Vec::new();
                for digit in 0..drawing::DIGITS {
                    lab.show(digit)?;
                    numbers.extend(&lab.numbers()?[..10]);
                }
                numbers
            }
            "map" => {
                let mut lab = Map::new(settings)?;
                lab.step(steps);
                lab.numbers()?
            }
            "noise" => {
                let mut lab = Noise::new(settings)?;
                lab.step(steps)?;
                lab.numbers()
            }
            "cache" => {
                let mut lab = Cache::new(settings)?;
                lab.step(steps);
                lab.numbers()
            }
            // How fast it is, is nobody's business but that of the machine.
            "speed" => Speed::new(settings)?.numbers(),
            _ => {
                let mut lab = Playground::new(settings)?;
                lab.step(steps)?;
                lab.numbers()?
            }
        };
        let words: Vec<String> = numbers.iter().map(|number| format!("{number:e}")).collect();
        println!("{}", words.join(" "));
    }
    Ok(())
}
