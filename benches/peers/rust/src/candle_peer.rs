//! candle: tensors that record what was done with them, on the processor.

use crate::{Run, Work, shuffled};
use anyhow::Result;
use candle_core::{DType, Device, Tensor};
use candle_nn::{AdamW, Dropout, Linear, Module, Optimizer, ParamsAdamW, VarBuilder, VarMap, linear, loss, ops};
use rand::{SeedableRng, rngs::StdRng};

struct Network {
    layers: Vec<Linear>,
    dropout: Option<Dropout>,
}

impl Network {
    fn logits(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        let (last, hidden) = self.layers.split_last().expect("a network has layers");
        let mut a = x.clone();
        for layer in hidden {
            a = layer.forward(&a)?.relu()?;
            if let Some(dropout) = &self.dropout {
                a = dropout.forward(&a, true)?;
            }
        }
        last.forward(&a)
    }
}

pub fn prepare(work: &Work) -> Result<Run> {
    let (device, dtype) = (Device::Cpu, if work.double { DType::F64 } else { DType::F32 });
    let variables = VarMap::new();
    let builder = VarBuilder::from_varmap(&variables, dtype, &device);
    let layers = work.sizes.windows(2).enumerate();
    let layers = layers.map(|(l, sizes)| linear(sizes[0], sizes[1], builder.pp(l))).collect::<Result<_, _>>()?;
    let dropout = (work.keep_prob < 1.0).then(|| Dropout::new(1.0 - work.keep_prob as f32));
    let network = Network { layers, dropout };

    let (x, y) = work.data();
    let x = Tensor::from_vec(x, (work.samples, work.n_in()), &device)?.to_dtype(dtype)?;
    let Some(batch) = work.batch else {
        return Ok(Box::new(move || Ok(drop(ops::softmax(&network.logits(&x)?, 1)?))));
    };
    let y = Tensor::from_vec(y, work.samples, &device)?;
    // Without decay of the weights AdamW is Adam.
    let mut adam = AdamW::new(variables.all_vars(), ParamsAdamW { lr: 1e-3, weight_decay: 0.0, ..Default::default() })?;
    let (mut order, mut rng): (Vec<u32>, _) = ((0..work.samples as u32).collect(), StdRng::seed_from_u64(1));
    Ok(Box::new(move || {
        for chosen in shuffled(&mut order, &mut rng, batch) {
            let m = chosen.len();
            let chosen = Tensor::from_vec(chosen, m, &Device::Cpu)?;
            let logits = network.logits(&x.index_select(&chosen, 0)?)?;
            adam.backward_step(&loss::cross_entropy(&logits, &y.index_select(&chosen, 0)?)?)?;
        }
        Ok(())
    }))
}
