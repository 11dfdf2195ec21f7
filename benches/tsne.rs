//! t
use ann::data::idx;
use ann::projection::{Affinities, Descent, Pca, Repulsion, Tsne, tsne::start};
use ndarray::{Array2, Axis, ShapeBuilder, concatenate, s};
use std::time::Instant;
fn main() {
    let dir = std::env::args().filter(|a| a != "--bench").nth(1).unwrap();
    let m: usize = std::env::args().filter(|a| a != "--bench").nth(2).unwrap().parse().unwrap();
    let read = |n: &str| {
        idx::read(std::path::Path::new(&dir).join(n)).unwrap().to_f64().into_dimensionality::<ndarray::Ix3>().unwrap()
    };
    let all = concatenate![Axis(0), read("train-images-idx3-ubyte"), read("t10k-images-idx3-ubyte")];
    let all = all.into_shape_with_order((70000, 784)).unwrap().reversed_axes();
    let t = Instant::now();
    let x = Pca::fit(all.view(), 50).unwrap().transform(all.view()).unwrap();
    println!("pca {:?}", t.elapsed());
    let x = x.slice(s![.., ..m]).to_owned();
    println!("{:?} {:?}", x.dim(), x.strides());
    std::fs::write("/work/tmp/tsne/x.bin", x.t().iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>()).unwrap();
    let t = Instant::now();
    let a = Affinities::new(x.view(), 30.0).unwrap();
    println!("affinities {:?} {}", t.elapsed(), a.row(0).map(|(_, p)| p).sum::<f64>());
    for repulsion in [Repulsion::Interpolated, Repulsion::Exact] {
        if repulsion == Repulsion::Exact && m > 20000 {
            continue;
        }
        let mut d =
            Descent::new(&Tsne { repulsion: Some(repulsion), ..Tsne::default() }, &a, &start(x.view()).unwrap())
                .unwrap();
        let all = Instant::now();
        for _ in 0..15 {
            let t = Instant::now();
            d.steps(50);
            let y = d.places();
            println!(
                "{repulsion:?} {} steps {:?} width {}",
                d.steps_taken(),
                t.elapsed(),
                y.iter().fold(0.0f64, |a, b| a.max(b.abs()))
            );
        }
        let t = Instant::now();
        println!("total {:?}", all.elapsed());
        let e = d.embedding().unwrap();
        std::fs::write(
            format!("/work/tmp/tsne/y_{repulsion:?}.txt"),
            e.y.t().rows().into_iter().map(|r| format!("{} {}\n", r[0], r[1])).collect::<String>(),
        )
        .unwrap();
        println!("kl {} in {:?}", e.kl_divergence, t.elapsed());
    }
}
