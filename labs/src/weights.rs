//! A network in numbers of 8 bits, a quarter of its size: what the page of chapter 13 loads.
//!
//! | bytes | hold |
//! |---|---|
//! | 4 | `ANN8` |
//! | 4 | L, how many layers there are |
//! | 4 each | the sizes n₀ … n_L |
//! | of each layer 4 n_l | b |
//! | 4 n_l | s, of each row of W the value of one step |
//! | n_l n_{l−1} | W / s, rounded, row after row, from −127 to 127 |
//!
//! All numbers begin with their lowest byte. The hidden layers are ReLU, the last one is softmax.

use ann::{Activation, Error, Layer, Network, Result};
use ndarray::Array2;

const MAGIC: &[u8] = b"ANN8";
/// The largest number of steps, the same on both sides of 0.
const MOST: f32 = 127.0;

/// The network as bytes. Each row of W is told in steps of its own, of which its largest weight is 127.
#[must_use]
pub fn write(network: &Network<f32>) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let sizes = network.sizes();
    for number in std::iter::once(sizes.len() - 1).chain(sizes) {
        bytes.extend((number as u32).to_le_bytes());
    }
    for layer in network.layers() {
        let largest = |row: ndarray::ArrayView1<f32>| row.fold(0.0, |most: f32, w| most.max(w.abs()));
        let steps: Vec<f32> = layer.w.rows().into_iter().map(|row| largest(row) / MOST).collect();
        bytes.extend(layer.b.iter().chain(&steps).flat_map(|number| number.to_le_bytes()));
        for (row, step) in layer.w.rows().into_iter().zip(steps) {
            // Of a row of zeros the step is 0, and 0 / 0, which is no number, becomes 0.
            bytes.extend(row.iter().map(|w| (w / step).round() as i8 as u8));
        }
    }
    bytes
}

/// The network that [`write()`] has written, as near as its steps are.
///
/// # Errors
///
/// [`Error::Data`] if these are other bytes, if some are missing or left over, or if a number is not finite.
pub fn read(bytes: &[u8]) -> Result<Network<f32>> {
    let mut bytes = Bytes(bytes);
    if bytes.take(MAGIC.len())? != MAGIC {
        return wrong("they do not begin with ANN8");
    }
    let depth = bytes.size()?;
    let mut n_in = bytes.size()?;
    let sizes = (0..depth).map(|_| bytes.size()).collect::<Result<Vec<_>>>()?;
    let mut layers = Vec::new();
    for (l, n_out) in (1..).zip(sizes) {
        let (b, steps) = (bytes.numbers(n_out)?, bytes.numbers(n_out)?);
        let w = bytes.take(n_out.saturating_mul(n_in))?;
        let w = Array2::from_shape_fn((n_out, n_in), |(i, k)| steps[i] * f32::from(w[i * n_in + k] as i8));
        let b = Array2::from_shape_fn((n_out, 1), |(i, _)| b[i]);
        let activation = if l == depth { Activation::Softmax } else { Activation::Relu };
        layers.push(Layer { w, b, activation, keep_prob: 1.0 });
        n_in = n_out;
    }
    match bytes.0 {
        [] => Network::from_layers(layers),
        _ => wrong("they go on behind the last weight"),
    }
}

fn wrong<T>(problem: &str) -> Result<T> {
    Err(Error::Data { problem: format!("these bytes are no network in 8 bits: {problem}") })
}

/// What is still to be read.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, n: usize) -> Result<&'b [u8]> {
        let Some((taken, left)) = self.0.split_at_checked(n) else { return wrong("they end early") };
        self.0 = left;
        Ok(taken)
    }

    fn words(&mut self, n: usize) -> Result<impl Iterator<Item = [u8; 4]> + use<'b>> {
        let words = self.take(n.saturating_mul(4))?.chunks_exact(4);
        Ok(words.map(|word| [word[0], word[1], word[2], word[3]]))
    }

    fn size(&mut self) -> Result<usize> {
        Ok(self.words(1)?.map(u32::from_le_bytes).sum::<u32>() as usize)
    }

    fn numbers(&mut self, n: usize) -> Result<Vec<f32>> {
        let numbers: Vec<f32> = self.words(n)?.map(f32::from_le_bytes).collect();
        if numbers.iter().all(|number| number.is_finite()) { Ok(numbers) } else { wrong("a number is not finite") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network() -> Network<f32> {
        let mut network = Network::new(&[7, 5, 3, 4], Activation::Relu, Activation::Softmax, &mut ann::rng(3)).unwrap();
        network.layer_mut(2).w.row_mut(1).fill(0.0);
        network.layer_mut(1).b[[4, 0]] = -0.25;
        network
    }

    #[test]
    fn no_weight_is_further_than_half_a_step_and_the_rest_is_exact() {
        let network = network();
        let bytes = write(&network);
        assert_eq!(bytes.len(), 4 + 4 + 4 * 4 + 8 * (5 + 3 + 4) + 7 * 5 + 5 * 3 + 3 * 4);
        let read = read(&bytes).unwrap();
        assert_eq!(read.sizes(), network.sizes());
        for (found, layer) in read.layers().iter().zip(network.layers()) {
            assert_eq!((&found.b, found.activation), (&layer.b, layer.activation));
            for (found, row) in found.w.rows().into_iter().zip(layer.w.rows()) {
                let step = row.fold(0.0, |most: f32, w| most.max(w.abs())) / 127.0;
                let furthest = found.iter().zip(row).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(furthest <= 0.5001 * step, "{furthest} {step}");
            }
        }
        // What is written of what was read is the same: its numbers lie on steps already.
        assert_eq!(write(&read)[40..], bytes[40..]);
    }

    #[test]
    fn other_bytes_are_refused() {
        let bytes = write(&network());
        let told = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        for end in 0..bytes.len() {
            assert!(told(&bytes[..end]).ends_with("they end early"), "{end}");
        }
        assert!(told(&[&bytes[..], &[0]].concat()).ends_with("behind the last weight"));
        assert!(told(b"ANN7\0\0\0\0").ends_with("begin with ANN8"));
        assert!(told(&[MAGIC, &[255; 40]].concat()).ends_with("they end early"), "no memory is taken for it");
        let mut infinite = bytes.clone();
        infinite[24..28].copy_from_slice(&f32::INFINITY.to_le_bytes());
        assert!(told(&infinite).ends_with("not finite"));
        assert!(read(&[MAGIC, &[0; 8]].concat()).is_err(), "no layer");
    }
}
