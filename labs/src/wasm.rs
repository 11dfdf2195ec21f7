//! The labs as the page sees them: the same objects, errors as their text.

#![allow(missing_docs, reason = "the objects that are handed on have the documentation")]
#![allow(clippy::missing_errors_doc, clippy::must_use_candidate)]

use crate::{backward, forward, hero, losses, neuron, playground, scaling, signal, softmax, speed, valley, vanishing};
use wasm_bindgen::prelude::*;

/// What went wrong, in the library's words.
pub(crate) fn told(error: ann::Error) -> JsError {
    JsError::new(&error.with_causes())
}

/// Chapter 0.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Neuron(neuron::Neuron);

#[wasm_bindgen]
impl Neuron {
    /// See [`neuron::Neuron::new`]; the others alike.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Neuron, JsError> {
        neuron::Neuron::new(settings).map(Neuron).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> Result<(), JsError> {
        self.0.step(n).map_err(told)
    }
    pub fn set_rate(&mut self, rate: f64) -> Result<(), JsError> {
        self.0.set_rate(rate).map_err(told)
    }
    pub fn set_line(&mut self, w: f64, b: f64) -> Result<(), JsError> {
        self.0.set_line(w, b).map_err(told)
    }
    pub fn again(&mut self) -> Result<(), JsError> {
        self.0.again().map_err(told)
    }
    pub fn move_point(&mut self, i: usize, x: f64, y: f64) -> Result<(), JsError> {
        self.0.move_point(i, x, y).map_err(told)
    }
    pub fn points(&self) -> Vec<f64> {
        self.0.points()
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
    pub fn settings(&self) -> String {
        self.0.settings()
    }
}

/// Chapter 6.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Valley(valley::Valley);

#[wasm_bindgen]
impl Valley {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Valley, JsError> {
        valley::Valley::new(settings).map(Valley).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> Result<(), JsError> {
        self.0.step(n).map_err(told)
    }
    pub fn path(&self) -> Vec<f64> {
        self.0.path()
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
    pub fn contour(&self, cost: f64) -> Vec<f64> {
        self.0.contour(cost)
    }
}

/// The playground.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Playground(playground::Playground);

#[wasm_bindgen]
impl Playground {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Playground, JsError> {
        playground::Playground::new(settings).map(Playground).map_err(told)
    }
    pub fn change(&mut self, settings: &str) -> Result<bool, JsError> {
        self.0.change(settings).map_err(told)
    }
    pub fn again(&mut self) -> Result<(), JsError> {
        self.0.again().map_err(told)
    }
    pub fn load(&mut self, text: &str, name: &str) -> Result<(), JsError> {
        self.0.load(text, name).map_err(told)
    }
    pub fn table(&self) -> String {
        self.0.table()
    }
    pub fn classes(&self) -> Vec<String> {
        self.0.classes()
    }
    pub fn model_file(&self) -> Result<Vec<u8>, JsError> {
        self.0.model_file().map_err(told)
    }
    pub fn open_model(&mut self, bytes: &[u8], name: &str) -> Result<(), JsError> {
        self.0.open_model(bytes, name).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> Result<usize, JsError> {
        self.0.step(n).map_err(told)
    }
    pub fn steps_left(&self) -> usize {
        self.0.steps_left()
    }
    pub fn is_over(&self) -> bool {
        self.0.is_over()
    }
    pub fn numbers(&mut self) -> Result<Vec<f64>, JsError> {
        self.0.numbers().map_err(told)
    }
    pub fn planes(&mut self, size: usize) -> Result<Vec<f32>, JsError> {
        self.0.planes(size).map_err(told)
    }
    pub fn plane(&mut self, l: usize, i: usize, size: usize) -> Result<Vec<f32>, JsError> {
        self.0.plane(l, i, size).map_err(told)
    }
    pub fn answer(&self, x1: f64, x2: f64) -> Result<f32, JsError> {
        self.0.answer(x1, x2).map_err(told)
    }
    pub fn sizes(&self) -> Vec<usize> {
        self.0.sizes()
    }
    pub fn weights(&self) -> Vec<f32> {
        self.0.weights()
    }
    pub fn set_weight(&mut self, l: usize, i: usize, j: usize, value: f32) -> Result<(), JsError> {
        self.0.set_weight(l, i, j, value).map_err(told)
    }
    pub fn points(&self, is_test: bool) -> Vec<f32> {
        self.0.points(is_test)
    }
    pub fn settings(&self) -> String {
        self.0.settings()
    }
    pub fn code(&self) -> String {
        self.0.code()
    }
}

/// Chapter 2.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Forward(forward::Forward);

#[wasm_bindgen]
impl Forward {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Forward, JsError> {
        forward::Forward::new(settings).map(Forward).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> usize {
        self.0.step(n)
    }
    pub fn again(&mut self) {
        self.0.again();
    }
    pub fn set_x(&mut self, x1: f64, x2: f64) -> Result<(), JsError> {
        self.0.set_x(x1, x2).map_err(told)
    }
    pub fn operations(&self) -> Vec<f64> {
        self.0.operations()
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
    pub fn answer(&self, x1: f64, x2: f64) -> f64 {
        self.0.answer(x1, x2)
    }
    pub fn plane(&self, size: usize) -> Vec<f32> {
        self.0.plane(size)
    }
}

/// Chapter 2, too.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Softmax(softmax::Softmax);

#[wasm_bindgen]
impl Softmax {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Softmax, JsError> {
        softmax::Softmax::new(settings).map(Softmax).map_err(told)
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
}

/// Chapter 3.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Backward(backward::Backward);

#[wasm_bindgen]
impl Backward {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Backward, JsError> {
        backward::Backward::new(settings).map(Backward).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> usize {
        self.0.step(n)
    }
    pub fn again(&mut self) {
        self.0.again();
    }
    pub fn change(&mut self, settings: &str) -> Result<(), JsError> {
        self.0.change(settings).map_err(told)
    }
    pub fn descend(&mut self) {
        self.0.descend();
    }
    pub fn set_weight(&mut self, value: f64) -> Result<(), JsError> {
        self.0.set_weight(value).map_err(told)
    }
    pub fn operations(&self) -> Vec<f64> {
        self.0.operations()
    }
    pub fn signals(&self) -> Vec<f64> {
        self.0.signals()
    }
    pub fn weights(&self) -> Vec<f64> {
        self.0.weights()
    }
    pub fn curve(&self, from: f64, to: f64, places: usize) -> Vec<f64> {
        self.0.curve(from, to, places)
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
    pub fn settings(&self) -> String {
        self.0.settings()
    }
}

/// Chapter 1.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Signal(signal::Signal);

#[wasm_bindgen]
impl Signal {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Signal, JsError> {
        signal::Signal::new(settings).map(Signal).map_err(told)
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
    pub fn rules(&self) -> Vec<f64> {
        self.0.rules()
    }
    pub fn factor(&self) -> f64 {
        self.0.factor()
    }
    pub fn expected(&self) -> Vec<f64> {
        self.0.expected()
    }
    pub fn histogram(&self, l: usize, bins: usize) -> Result<Vec<f64>, JsError> {
        self.0.histogram(l, bins).map_err(told)
    }
}

/// Chapter 4.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Losses(losses::Losses);

#[wasm_bindgen]
impl Losses {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Losses, JsError> {
        losses::Losses::new(settings).map(Losses).map_err(told)
    }
    pub fn set_rate(&mut self, rate: f64) -> Result<(), JsError> {
        self.0.set_rate(rate).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> usize {
        self.0.step(n)
    }
    pub fn curves(&self, from: f64, to: f64, places: usize) -> Vec<f64> {
        self.0.curves(from, to, places)
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
}

/// Chapter 3, too.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Vanishing(vanishing::Vanishing);

#[wasm_bindgen]
impl Vanishing {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Vanishing, JsError> {
        vanishing::Vanishing::new(settings).map(Vanishing).map_err(told)
    }
    pub fn set_rate(&mut self, rate: f64) -> Result<(), JsError> {
        self.0.set_rate(rate).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> Result<(), JsError> {
        self.0.step(n).map_err(told)
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
}

/// Chapter 10.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Scaling(scaling::Scaling);

#[wasm_bindgen]
impl Scaling {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Scaling, JsError> {
        scaling::Scaling::new(settings).map(Scaling).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> Result<usize, JsError> {
        self.0.step(n).map_err(told)
    }
    pub fn path(&self) -> Vec<f64> {
        self.0.path()
    }
    pub fn samples(&self) -> Vec<f64> {
        self.0.samples()
    }
    pub fn contour(&self, cost: f64) -> Vec<f64> {
        self.0.contour(cost)
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
}

/// Chapter 12.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Speed(speed::Speed);

#[wasm_bindgen]
impl Speed {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Speed, JsError> {
        speed::Speed::new(settings).map(Speed).map_err(told)
    }
    pub fn work(&mut self, way: usize, size: usize, pieces: usize) -> f64 {
        self.0.work(way, size, pieces)
    }
    pub fn sizes(&self) -> Vec<f64> {
        self.0.sizes()
    }
    pub fn recorded(&self) -> Vec<f64> {
        self.0.recorded()
    }
    pub fn numbers(&mut self) -> Vec<f64> {
        self.0.numbers()
    }
}

/// The front page.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Hero(hero::Hero);

#[wasm_bindgen]
impl Hero {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Hero, JsError> {
        hero::Hero::new(settings).map(Hero).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> usize {
        self.0.step(n)
    }
    pub fn plane(&self, left: f64, right: f64, bottom: f64, top: f64, columns: usize, rows: usize) -> Vec<f32> {
        self.0.plane((left, right), (bottom, top), columns, rows)
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
}
