//! The lab of chapter 13 as the page sees it, as in `wasm`.

#![allow(missing_docs, reason = "the objects that are handed on have the documentation")]
#![allow(clippy::missing_errors_doc, clippy::must_use_candidate)]

use crate::drawing::{self, Files};
use crate::wasm::told;
use wasm_bindgen::prelude::*;

/// Chapter 13.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Drawing(drawing::Drawing);

#[wasm_bindgen]
impl Drawing {
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str, weights: &[u8], images: &[u8], labels: &[u8]) -> Result<Drawing, JsError> {
        drawing::Drawing::new(settings, Files { weights, images, labels }).map(Drawing).map_err(told)
    }
    pub fn begin(&mut self) {
        self.0.begin();
    }
    pub fn draw(&mut self, places: &[f64]) -> Result<(), JsError> {
        self.0.draw(places).map_err(told)
    }
    pub fn undo(&mut self) -> Result<(), JsError> {
        self.0.undo().map_err(told)
    }
    pub fn clear(&mut self) -> Result<(), JsError> {
        self.0.clear().map_err(told)
    }
    pub fn show(&mut self, digit: usize) -> Result<u8, JsError> {
        self.0.show(digit).map_err(told)
    }
    pub fn best(&self) -> Vec<usize> {
        self.0.best().to_vec()
    }
    pub fn label(&self) -> Option<u8> {
        self.0.label()
    }
    pub fn picture(&self) -> Vec<f32> {
        self.0.picture()
    }
    pub fn activations(&self, l: usize) -> Result<Vec<f32>, JsError> {
        self.0.activations(l).map_err(told)
    }
    pub fn why(&self) -> Vec<f32> {
        self.0.why()
    }
    pub fn strokes(&self) -> Vec<u32> {
        self.0.strokes()
    }
    pub fn numbers(&self) -> Result<Vec<f64>, JsError> {
        self.0.numbers().map_err(told)
    }
    pub fn settings(&self) -> String {
        self.0.settings()
    }
}
