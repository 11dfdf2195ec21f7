//! burn: modules and an optimiser over its own backend for processors, `flex`.

use crate::{Run, Work, shuffled};
use anyhow::Result;
use burn::module::Module;
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig};
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, FloatDType, Int, IntDType, Tensor, TensorData};
use rand::{SeedableRng, rngs::StdRng};

#[derive(Module, Debug)]
struct Network {
    layers: Vec<Linear>,
    dropout: Option<Dropout>,
}

impl Network {
    fn logits(&self, x: Tensor<2>) -> Tensor<2> {
        let (last, hidden) = self.layers.split_last().expect("a network has layers");
        let a = hidden.iter().fold(x, |a, layer| {
            let a = relu(layer.forward(a));
            match &self.dropout {
                Some(dropout) => dropout.forward(a),
                None => a,
            }
        });
        last.forward(a)
    }
}

pub fn prepare(work: &Work) -> Result<Run> {
    let mut device = Device::flex();
    let float = if work.double { FloatDType::F64 } else { FloatDType::F32 };
    device.configure((float, IntDType::I64))?;
    let plain = device.clone();
    let device = if work.batch.is_some() { device.autodiff() } else { device };
    let layers = work.sizes.windows(2).map(|sizes| LinearConfig::new(sizes[0], sizes[1]).init(&device)).collect();
    let dropout = (work.keep_prob < 1.0).then(|| DropoutConfig::new(1.0 - work.keep_prob).init());
    let network = Network { layers, dropout };

    let (x, y) = work.data();
    let x = TensorData::new(x, [work.samples, work.n_in()]);
    let Some(batch) = work.batch else {
        let x = Tensor::<2>::from_data(x, &plain);
        return Ok(Box::new(move || Ok(drop(softmax(network.logits(x.clone()), 1).into_data()))));
    };
    let x = Tensor::<2>::from_data(x, &device);
    let y = TensorData::new(y.into_iter().map(i64::from).collect::<Vec<_>>(), [work.samples]);
    let y = Tensor::<1, Int>::from_data(y, &device);
    let cross_entropy: CrossEntropyLoss = CrossEntropyLossConfig::new().init(&device);
    let mut adam = AdamConfig::new().with_epsilon(1e-8).init();
    let (mut order, mut rng): (Vec<u32>, _) = ((0..work.samples as u32).collect(), StdRng::seed_from_u64(1));
    let mut network = Some(network);
    Ok(Box::new(move || {
        let mut current = network.take().expect("put back after each epoch");
        for chosen in shuffled(&mut order, &mut rng, batch) {
            let m = chosen.len();
            let chosen = TensorData::new(chosen.into_iter().map(i64::from).collect::<Vec<_>>(), [m]);
            let chosen = Tensor::<1, Int>::from_data(chosen, &device);
            let logits = current.logits(x.clone().select(0, chosen.clone()));
            let gradients = cross_entropy.forward(logits, y.clone().select(0, chosen)).backward();
            let gradients = GradientsParams::from_grads(gradients, &current);
            current = adam.step(1e-3, current, gradients);
        }
        network = Some(current);
        Ok(())
    }))
}
