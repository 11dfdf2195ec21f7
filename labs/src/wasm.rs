//! The labs as the page sees them: objects of the same names and methods, errors as their text.

#![allow(missing_docs, reason = "the objects that are handed on have the documentation")]
#![allow(clippy::missing_errors_doc, clippy::must_use_candidate)]

use crate::{
    backward, cache, digits, drawing, dropout, forward, hero, leak, losses, map, neuron, noise, pad, playground, ring,
    scaling, signal, softmax, speed, valley, vanishing,
};
use wasm_bindgen::prelude::*;

/// What can go wrong, in the library's words.
type Told<T = ()> = Result<T, JsError>;

/// What a method of a lab gives, as the page takes it.
trait HandOn<T> {
    fn hand_on(self) -> T;
}

impl<T> HandOn<T> for T {
    fn hand_on(self) -> T {
        self
    }
}

impl<T> HandOn<Told<T>> for ann::Result<T> {
    fn hand_on(self) -> Told<T> {
        self.map_err(|error| JsError::new(&error.with_causes()))
    }
}

/// A class for the page of each lab: it starts from settings, some `with` files, and has methods that change it and methods that do not. Those behind
/// `also` are written out.
macro_rules! labs {
    ($(
        #[$doc:meta] $module:ident::$name:ident $(with $($file:ident),*)?
        changes { $($change:ident($($given:ident: $from:ty),*) -> $to:ty;)* }
        tells { $($tell:ident($($asked:ident: $of:ty),*) -> $told:ty;)* }
        $(also { $($also:tt)* })?
    )*) => {$(
        #[$doc]
        #[wasm_bindgen]
        #[derive(Debug)]
        pub struct $name($module::$name);

        #[wasm_bindgen]
        impl $name {
            #[wasm_bindgen(constructor)]
            pub fn new(settings: &str $($(, $file: &[u8])*)?) -> Told<$name> {
                $module::$name::new(settings $($(, $file)*)?).map($name).hand_on()
            }
            $(pub fn $change(&mut self $(, $given: $from)*) -> $to {
                self.0.$change($($given),*).hand_on()
            })*
            $(pub fn $tell(&self $(, $asked: $of)*) -> $told {
                self.0.$tell($($asked),*).hand_on()
            })*
            $($($also)*)?
        }
    )*};
}

labs! {
    /// Chapter 0.
    neuron::Neuron
    changes {
        step(n: usize) -> Told;
        set_rate(rate: f64) -> Told;
        set_line(w: f64, b: f64) -> Told;
        again() -> Told;
        move_point(i: usize, x: f64, y: f64) -> Told;
    }
    tells {
        points() -> Vec<f64>;
        numbers() -> Vec<f64>;
        settings() -> String;
    }

    /// Chapter 1.
    signal::Signal
    changes {}
    tells {
        numbers() -> Vec<f64>;
        rules() -> Vec<f64>;
        factor() -> f64;
        expected() -> Vec<f64>;
        histogram(l: usize, bins: usize) -> Told<Vec<f64>>;
    }

    /// Chapter 2.
    forward::Forward
    changes {
        step(n: usize) -> usize;
        again() -> ();
        set_x(x1: f64, x2: f64) -> Told;
    }
    tells {
        operations() -> Vec<f64>;
        numbers() -> Vec<f64>;
        answer(x1: f64, x2: f64) -> f64;
        plane(size: usize) -> Vec<f32>;
    }

    /// Chapter 2, too.
    softmax::Softmax
    changes {}
    tells {
        numbers() -> Vec<f64>;
    }

    /// Chapter 3.
    backward::Backward
    changes {
        step(n: usize) -> usize;
        again() -> ();
        change(settings: &str) -> Told;
        descend() -> ();
        set_weight(value: f64) -> Told;
    }
    tells {
        operations() -> Vec<f64>;
        signals() -> Vec<f64>;
        weights() -> Vec<f64>;
        curve(from: f64, to: f64, places: usize) -> Vec<f64>;
        numbers() -> Vec<f64>;
        settings() -> String;
    }

    /// Chapter 3, too.
    vanishing::Vanishing
    changes {
        set_rate(rate: f64) -> Told;
        step(n: usize) -> Told;
    }
    tells {
        numbers() -> Vec<f64>;
    }

    /// Chapter 4.
    losses::Losses
    changes {
        set_rate(rate: f64) -> Told;
        step(n: usize) -> usize;
    }
    tells {
        curves(from: f64, to: f64, places: usize) -> Vec<f64>;
        numbers() -> Vec<f64>;
    }

    /// Chapter 5.
    noise::Noise
    changes {
        step(n: usize) -> Told;
        change(batch: usize, rate: f64) -> Told;
    }
    tells {
        path() -> Vec<f64>;
        cloud() -> Vec<f64>;
        numbers() -> Vec<f64>;
        settings() -> String;
    }
    also {
        pub fn bottom(&self) -> Vec<f64> {
            self.0.bottom().to_vec()
        }
    }

    /// Chapter 6.
    valley::Valley
    changes {
        step(n: usize) -> Told;
    }
    tells {
        path() -> Vec<f64>;
        numbers() -> Vec<f64>;
        contour(cost: f64) -> Vec<f64>;
    }

    /// Chapter 7.
    dropout::Dropout
    changes {
        step(n: usize) -> usize;
    }
    tells {
        steps_left() -> usize;
        history() -> Vec<f64>;
        numbers() -> Vec<f64>;
        points() -> Vec<f64>;
        coins() -> Vec<u8>;
        sizes() -> Vec<usize>;
        window() -> Vec<f64>;
        border(which: usize, size: usize) -> Told<Vec<f64>>;
    }

    /// Chapter 8.
    cache::Cache
    changes {
        step(n: usize) -> usize;
    }
    tells {
        trace() -> Vec<u8>;
        numbers() -> Vec<f64>;
        settings() -> String;
    }

    /// Chapter 9.
    map::Map
    changes {
        step(n: usize) -> usize;
        again() -> Told;
    }
    tells {
        places(is_pca: bool) -> Vec<f64>;
        labels() -> Vec<u8>;
        image(i: usize) -> Vec<u8>;
        neighbours(i: usize, n: usize) -> Vec<usize>;
        numbers() -> Told<Vec<f64>>;
        judge() -> Told<Vec<f64>>;
        settings() -> String;
    }

    /// Chapter 10.
    scaling::Scaling
    changes {
        step(n: usize) -> Told<usize>;
    }
    tells {
        path() -> Vec<f64>;
        samples() -> Vec<f64>;
        contour(cost: f64) -> Vec<f64>;
        numbers() -> Vec<f64>;
    }

    /// Chapter 10, too.
    leak::Leak
    changes {
        step(n: usize) -> Told<usize>;
    }
    tells {
        counts() -> Vec<u32>;
        points() -> Vec<f64>;
        numbers() -> Vec<f64>;
    }

    /// Chapter 11.
    digits::Digits
    changes {
        step(n: usize) -> Told<usize>;
        show(i: usize) -> Told<usize>;
    }
    tells {
        history() -> Vec<f64>;
        numbers() -> Told<Vec<f64>>;
        confusion() -> Told<Vec<u32>>;
        samples() -> usize;
        mistake(from: usize) -> Told<usize>;
        read() -> Told<Vec<f64>>;
        settings() -> String;
    }
    also {
        pub fn stroke(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, is_ink: bool) {
            self.0.pad().stroke([x1, y1], [x2, y2], is_ink);
        }
        pub fn fill(&mut self, pixel: usize, ink: u8) {
            self.0.pad().fill(pixel, ink);
        }
        pub fn clear(&mut self) {
            *self.0.pad() = pad::Pad::default();
        }
        pub fn ink(&mut self) -> Vec<u8> {
            self.0.pad().ink()
        }
        pub fn ink_text(&mut self) -> String {
            self.0.pad().text()
        }
    }

    /// Chapter 12.
    speed::Speed
    changes {
        work(way: usize, size: usize, pieces: usize) -> f64;
        numbers() -> Vec<f64>;
    }
    tells {
        sizes() -> Vec<f64>;
        recorded() -> Vec<f64>;
    }

    /// Chapter 13.
    drawing::Drawing with weights, images, labels
    changes {
        begin() -> ();
        draw(places: &[f64]) -> Told;
        undo() -> Told;
        clear() -> Told;
        show(digit: usize) -> Told<u8>;
    }
    tells {
        label() -> Option<u8>;
        picture() -> Vec<f32>;
        activations(l: usize) -> Told<Vec<f32>>;
        why() -> Vec<f32>;
        strokes() -> Vec<u32>;
        numbers() -> Told<Vec<f64>>;
        settings() -> String;
    }
    also {
        pub fn best(&self) -> Vec<usize> {
            self.0.best().to_vec()
        }
    }

    /// Chapter 14.
    ring::Ring
    changes {
        step(n: usize) -> usize;
        again() -> ();
    }
    tells {
        cells() -> Vec<u8>;
        moves() -> Vec<usize>;
        numbers() -> Vec<f64>;
        settings() -> String;
    }

    /// The front page.
    hero::Hero
    changes {
        step(n: usize) -> usize;
    }
    tells {
        numbers() -> Vec<f64>;
    }
    also {
        pub fn plane(&self, left: f64, right: f64, bottom: f64, top: f64, columns: usize, rows: usize) -> Vec<f32> {
            self.0.plane((left, right), (bottom, top), columns, rows)
        }
    }

    /// The playground.
    playground::Playground
    changes {
        change(settings: &str) -> Told<bool>;
        again() -> Told;
        load(text: &str, name: &str) -> Told;
        open_model(bytes: &[u8], name: &str) -> Told;
        step(n: usize) -> Told<usize>;
        numbers() -> Told<Vec<f64>>;
        planes(size: usize) -> Told<Vec<f32>>;
        plane(l: usize, i: usize, size: usize) -> Told<Vec<f32>>;
        set_weight(l: usize, i: usize, j: usize, value: f32) -> Told;
    }
    tells {
        table() -> String;
        classes() -> Vec<String>;
        model_file() -> Told<Vec<u8>>;
        steps_left() -> usize;
        is_over() -> bool;
        answer(x1: f64, x2: f64) -> Told<f32>;
        sizes() -> Vec<usize>;
        weights() -> Vec<f32>;
        points(is_test: bool) -> Vec<f32>;
        settings() -> String;
        code() -> String;
    }
}
