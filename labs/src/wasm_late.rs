//! The labs of chapters 5 to 11 as the page sees them, as in `wasm`.

#![allow(missing_docs, reason = "the objects that are handed on have the documentation")]
#![allow(clippy::missing_errors_doc, clippy::must_use_candidate)]

use crate::pad::Pad;
use crate::wasm::told;
use crate::{cache, digits, dropout, map, noise};
use wasm_bindgen::prelude::*;

/// Chapter 5.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Noise(noise::Noise);

#[wasm_bindgen]
impl Noise {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Noise, JsError> {
        noise::Noise::new(settings).map(Noise).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> Result<(), JsError> {
        self.0.step(n).map_err(told)
    }
    pub fn change(&mut self, batch: usize, rate: f64) -> Result<(), JsError> {
        self.0.change(batch, rate).map_err(told)
    }
    pub fn path(&self) -> Vec<f64> {
        self.0.path()
    }
    pub fn cloud(&self) -> Vec<f64> {
        self.0.cloud()
    }
    pub fn bottom(&self) -> Vec<f64> {
        self.0.bottom().to_vec()
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
    pub fn settings(&self) -> String {
        self.0.settings()
    }
}

/// Chapter 7.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Dropout(dropout::Dropout);

#[wasm_bindgen]
impl Dropout {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Dropout, JsError> {
        dropout::Dropout::new(settings).map(Dropout).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> usize {
        self.0.step(n)
    }
    pub fn steps_left(&self) -> usize {
        self.0.steps_left()
    }
    pub fn history(&self) -> Vec<f64> {
        self.0.history()
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
    pub fn points(&self) -> Vec<f64> {
        self.0.points()
    }
    pub fn coins(&self) -> Vec<u8> {
        self.0.coins()
    }
    pub fn sizes(&self) -> Vec<usize> {
        self.0.sizes()
    }
    pub fn window(&self) -> Vec<f64> {
        self.0.window()
    }
    pub fn border(&self, which: usize, size: usize) -> Result<Vec<f64>, JsError> {
        self.0.border(which, size).map_err(told)
    }
}

/// Chapter 8.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Cache(cache::Cache);

#[wasm_bindgen]
impl Cache {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Cache, JsError> {
        cache::Cache::new(settings).map(Cache).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> usize {
        self.0.step(n)
    }
    pub fn trace(&self) -> Vec<u8> {
        self.0.trace()
    }
    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }
    pub fn settings(&self) -> String {
        self.0.settings()
    }
}

/// Chapter 9.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Map(map::Map);

#[wasm_bindgen]
impl Map {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Map, JsError> {
        map::Map::new(settings).map(Map).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> usize {
        self.0.step(n)
    }
    pub fn again(&mut self) -> Result<(), JsError> {
        self.0.again().map_err(told)
    }
    pub fn places(&self, is_pca: bool) -> Vec<f64> {
        self.0.places(is_pca)
    }
    pub fn labels(&self) -> Vec<u8> {
        self.0.labels()
    }
    pub fn image(&self, i: usize) -> Vec<u8> {
        self.0.image(i)
    }
    pub fn neighbours(&self, i: usize, n: usize) -> Vec<usize> {
        self.0.neighbours(i, n)
    }
    pub fn numbers(&self) -> Result<Vec<f64>, JsError> {
        self.0.numbers().map_err(told)
    }
    pub fn judge(&self) -> Result<Vec<f64>, JsError> {
        self.0.judge().map_err(told)
    }
    pub fn settings(&self) -> String {
        self.0.settings()
    }
}

/// Chapter 11.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Digits(digits::Digits);

#[wasm_bindgen]
impl Digits {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Digits, JsError> {
        digits::Digits::new(settings).map(Digits).map_err(told)
    }
    pub fn step(&mut self, n: usize) -> Result<usize, JsError> {
        self.0.step(n).map_err(told)
    }
    pub fn history(&self) -> Vec<f64> {
        self.0.history()
    }
    pub fn numbers(&self) -> Result<Vec<f64>, JsError> {
        self.0.numbers().map_err(told)
    }
    pub fn confusion(&self) -> Result<Vec<u32>, JsError> {
        self.0.confusion().map_err(told)
    }
    pub fn samples(&self) -> usize {
        self.0.samples()
    }
    pub fn mistake(&self, from: usize) -> Result<usize, JsError> {
        self.0.mistake(from).map_err(told)
    }
    pub fn show(&mut self, i: usize) -> Result<usize, JsError> {
        self.0.show(i).map_err(told)
    }
    pub fn stroke(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, is_ink: bool) {
        self.0.pad().stroke([x1, y1], [x2, y2], is_ink);
    }
    pub fn fill(&mut self, pixel: usize, ink: u8) {
        self.0.pad().fill(pixel, ink);
    }
    pub fn clear(&mut self) {
        *self.0.pad() = Pad::default();
    }
    pub fn ink(&mut self) -> Vec<u8> {
        self.0.pad().ink()
    }
    pub fn ink_text(&mut self) -> String {
        self.0.pad().text()
    }
    pub fn read(&self) -> Result<Vec<f64>, JsError> {
        self.0.read().map_err(told)
    }
    pub fn settings(&self) -> String {
        self.0.settings()
    }
}
