//! `ann train`: from a table to a tested network.

use crate::baseline::Baselines;
use crate::choice::{Choice, Chosen, Penalty};
use crate::failure::Failure;
use crate::folds::Folds;
use crate::report::{self, Outcome, Report};
use crate::report_page::{self, After, Seen};
use crate::score::Test;
use crate::settings::{Format, Hidden, L2, ScheduleName, TaskName};
use crate::table::{self, Found, progress_bar};
use crate::team::Team;
use crate::training::{self, Around, Checkpoints};
use crate::{interrupt, memory, output, place};
use ann::data::{Dataset, Preparation, ReadOptions, Table, Target};
use ann::{
    Activation, Architecture, ClassWeights, Decay, EarlyStopping, Model, Optimizer, PreparedModel, Schedule, Trainer,
    random,
};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Instant;

/// The share of the training samples that is set aside for validation when training may stop early.
const VALIDATION_FRACTION: f64 = 0.2;
/// AdamW's decay, of the constants that were compared on ten tables (chapter 11) one that did about as well as Adam with λ = 1.
const WEIGHT_DECAY: f64 = 0.3;

#[derive(Args)]
#[command(allow_negative_numbers = true)] // so that -1 is a value, and its error says what would be right
pub struct Arguments {
    /// The table: a header row, then a sample a row
    file: PathBuf,
    /// The column to be predicted
    #[arg(long, value_name = "COLUMN")]
    target: String,
    /// Whether the target is a class or a number; auto: text is classes, and so are at most 20 distinct whole
    /// numbers that occur four times on average
    #[arg(long, value_enum, default_value_t = TaskName::Auto)]
    task: TaskName,
    #[command(flatten)]
    reading: table::Reading,
    /// Columns that are left out
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    drop: Vec<String>,
    /// Columns whose cells are names, also where they look like numbers
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    categories: Vec<String>,
    /// Columns of numbers; cells of theirs that are none are taken for missing
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    numbers: Vec<String>,
    /// Sizes of the hidden layers, or 'none' [default: 32,16, or none where --l2 is chosen and that does better]
    #[arg(long, value_name = "N,N,…")]
    hidden: Option<Hidden>,
    /// Of the hidden layers: relu, leaky-relu, tanh, sigmoid, softmax or identity
    #[arg(long, default_value = "relu", value_parser = Activation::from_str)]
    activation: Activation,
    /// sgd, momentum, nesterov, rmsprop, adam or adamw; adamw shrinks the weights by --weight-decay in place of --l2
    #[arg(long, default_value = "adam", value_parser = Optimizer::from_str)]
    optimizer: Optimizer,
    /// The learning rate
    #[arg(long, default_value_t = 0.01)]
    learning_rate: f64,
    /// How the learning rate falls over the epochs; step: to a tenth at one and at two thirds
    #[arg(long, value_enum, default_value_t = ScheduleName::Cosine)]
    schedule: ScheduleName,
    /// Epochs over which the learning rate rises at first
    #[arg(long, default_value_t = 0.0, value_name = "EPOCHS")]
    warm_up: f64,
    /// Samples per step
    #[arg(long, default_value_t = 32)]
    batch_size: usize,
    /// How often all training samples are seen [default: 200; a model without hidden layers takes at least 5000 steps,
    /// with more epochs on small tables]
    #[arg(long)]
    epochs: Option<usize>,
    /// Epochs between two evaluations on all training samples; there is one at the end, too
    #[arg(long, default_value_t = 1, value_name = "EPOCHS")]
    evaluate_every: usize,
    /// Stop after so many epochs without improvement on a fifth of the training samples, set aside
    #[arg(long, value_name = "EPOCHS")]
    patience: Option<usize>,
    /// The probability with which dropout keeps a hidden neuron
    #[arg(long, default_value_t = 1.0)]
    keep_prob: f64,
    /// λ of the penalty (λ/2m) Σ W² on large weights, m the number of training samples; 0 for none; auto: chosen by
    /// cross-validation [default: auto where that takes some seconds at most, otherwise 1; with adamw 0]
    #[arg(long)]
    l2: Option<L2>,
    /// How much the samples of a class count in the loss: equal, or balanced, by which each class counts the same
    #[arg(long, value_name = "WEIGHTS", default_value_t = ClassWeights::Equal, value_parser = ClassWeights::from_str)]
    class_weights: ClassWeights,
    /// Tell also what K-fold cross-validation says of the whole, from the preparation on: mean and standard error
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(2..))]
    folds: Option<u16>,
    /// Train nothing simpler beside the network
    #[arg(long)]
    no_baselines: bool,
    /// With adamw, in place of --l2: each step shrinks each weight by the factor 1 − learning rate × this [default: 0.3]
    #[arg(long, value_name = "DECAY")]
    weight_decay: Option<f64>,
    /// The part of the samples that is set aside for the test (the only sample of a class is trained on)
    #[arg(long, default_value_t = 0.25)]
    test_fraction: f64,
    /// Where the random numbers start; the same seed gives the same network
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Write the trained network to this file
    #[arg(long, value_name = "OUT.safetensors")]
    model: Option<PathBuf>,
    /// Write a page on the table, the network and its answers to this file
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
    /// Keep the state of the training in this file, so that it can go on after an interruption
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Epochs between two checkpoints; there is one at the end, too
    #[arg(long, value_name = "EPOCHS", default_value_t = 10, requires = "checkpoint")]
    every: usize,
    /// Go on from the checkpoint; without one yet, begin. The result is that of an uninterrupted training, to the bit
    #[arg(long, requires = "checkpoint")]
    resume: bool,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What is known before the training.
struct Read {
    preparation: Preparation,
    found: Found,
    /// What only the report needs.
    seen: Option<Seen>,
    folds: Option<Folds>,
    train: Dataset,
    test: Dataset,
}

pub fn run(arguments: &Arguments, team: &Team) -> Result<(), Failure> {
    let (architecture, trainer) = (arguments.architecture(), arguments.trainer()?);
    architecture.check()?;
    trainer.check()?;
    arguments.check()?;
    let checkpoints = arguments.checkpoints()?;
    let checkpoint = checkpoints.as_ref().map(Checkpoints::load).transpose()?.flatten();
    let choice = arguments.choice(architecture, &trainer);
    let Read { preparation, found, seen, folds, train, test } = arguments.read(&choice)?;
    let text = arguments.format == Format::Text;
    let mut out = output::stdout();
    if text {
        report::print_data(&mut out, &arguments.file, &found, &train, &test)?;
    }

    let progress = progress_bar(0, "choosing  {bar:30}  {pos}/{len} trainings  {eta} left");
    let chosen = choice.chosen(&train, &progress)?;
    progress.finish_and_clear();
    let baselines = (!arguments.no_baselines).then(|| Baselines::of(&choice, &chosen, &train, &test)).transpose()?;
    let Chosen { architecture, trainer, by: chosen_by, .. } = chosen;

    let mut rng = random::stream(arguments.seed, 1);
    let (train, validation) = trainer.set_aside(train, &mut rng)?;
    let samples = [train.samples(), test.samples()];
    let mut model = Model::<f32>::new(&architecture, &train, &mut rng)?;
    if text {
        writeln!(out, "{}\n", model.network)?;
        if let Some(checkpoint) = &checkpoint {
            writeln!(out, "resumed   after epoch {}", checkpoint.epoch)?;
        }
        if team.ranks().size() > 1 {
            report::print_team(&mut out, team, arguments.checkpoint.as_deref())?;
        }
        out.flush()?;
    }

    let start = Instant::now();
    let progress = progress_bar(trainer.epochs as u64, "training  {bar:30}  epoch {pos}/{len}  {msg}  {eta} left");
    let sets = (train, validation.as_ref());
    let around = Around { checkpoints: checkpoints.as_ref(), progress: &progress, team };
    if team.ranks().size() == 1 {
        interrupt::watch()?; // several processes are ended by the one that started them
    }
    let history = training::train(&mut model, &trainer, sets, &mut rng, checkpoint, &around)?;
    let (done, of) = (history.epochs_run(), trainer.epochs);
    let interrupted = (interrupt::is_asked() && done < of).then_some(Failure::Interrupted { done, of });
    progress.finish_and_clear();
    let seconds = start.elapsed();

    // A model that cannot be written is told at the end: what it has learnt to do is not lost for that.
    let prepared = PreparedModel { model, preparation };
    let saved = arguments.model.as_deref().map(|path| prepared.save(path).map(|()| path)).transpose();
    let written = saved.as_ref().ok().copied().flatten();
    let tested = Test::of(&prepared.model, &test)?;
    let paged = arguments.report.as_deref().zip(seen.as_ref()).map(|(path, seen)| {
        let after = After {
            file: &arguments.file,
            seed: arguments.seed,
            seen,
            found: &found,
            prepared: &prepared,
            history: &history,
            test: &test,
            tested: &tested,
            trained_on: samples[0],
            epochs: trainer.epochs,
            weighted: trainer.class_weights != ClassWeights::Equal,
            chosen_by,
            baselines: baselines.as_ref(),
            folds: folds.as_ref(),
            seconds: seconds.as_secs_f64(),
        };
        report_page::write(path, &after).map(|()| path)
    });
    let paged = paged.transpose();
    let page = paged.as_ref().ok().copied().flatten();
    let printed = if text {
        report::print_result(
            &mut out,
            (written, page),
            &history,
            &tested,
            (chosen_by, baselines.as_ref(), folds.as_ref()),
            seconds,
        )
    } else {
        let outcome = Outcome {
            samples,
            found,
            model: &prepared.model,
            history: &history,
            test: tested,
            chosen_by,
            baselines,
            folds,
            time: seconds,
            ranks: team.ranks().size(),
            written,
            page,
        };
        let report = Report::new(&arguments.file, arguments.seed, outcome);
        serde_json::to_writer(&mut out, &report).map_err(std::io::Error::from).and_then(|()| writeln!(out))
    };
    let printed = printed.and_then(|()| out.flush());
    saved?;
    paged?;
    printed?;
    interrupted.map_or(Ok(()), Err)
}

impl Arguments {
    /// Whether the settings that are no network's can be right, and the files can be written.
    fn check(&self) -> Result<(), Failure> {
        if !(self.test_fraction > 0.0 && self.test_fraction < 1.0) {
            let problem = format!("test-fraction is {}, but it must be above 0 and below 1", self.test_fraction);
            return Err(Failure::Argument(problem));
        }
        if self.every == 0 {
            return Err(Failure::Argument("every is 0, but it must be at least 1 epoch".to_owned()));
        }
        for path in self.model.iter().chain(&self.checkpoint).chain(&self.report) {
            place::check(path, &self.file)?;
        }
        let (report, model, checkpoint) = (self.report.as_ref(), self.model.as_ref(), self.checkpoint.as_ref());
        place::check_apart(&[("report", report), ("model", model), ("checkpoint", checkpoint)])
    }

    /// Reads the table, judges the folds, and splits off the test part. A large table is handed on, never copied but for the folds: what
    /// follows needs its memory.
    fn read(&self, choice: &Choice<'_>) -> Result<Read, Failure> {
        let options = self.options();
        table::check_columns(&options)?;
        let table = table::read(&self.file, |progress| Table::read_with(&self.file, &options, progress))?;
        let weights = choice.trainer.class_weights;
        if weights != ClassWeights::Equal && matches!(table.target(), Some(Target::Values(_))) {
            let problem = format!("--class-weights {weights} is for classes, and the target is numbers");
            return Err(Failure::Argument(problem));
        }
        let parts = table.deal([1.0 - self.test_fraction, self.test_fraction], &mut random::stream(self.seed, 0))?;
        let progress = progress_bar(0, "folds     {bar:30}  {pos}/{len}  {eta} left");
        let folds = self.folds.map(|folds| Folds::of(&table, folds.into(), choice, &progress)).transpose()?;
        progress.finish_and_clear();
        let preparation = Preparation::fit(&table, &parts[0])?;
        let found = Found::new(&table, &preparation);
        let seen = self.report.as_ref().map(|_| Seen::of_table(&table, &parts[1]));
        let [train, test] = preparation.dataset(table)?.parts(parts)?;
        memory::check(&choice.architecture, choice.trainer, &train)?;
        let seen = seen.map(|seen| seen.and_samples(&preparation, [&train, &test], self.seed));
        Ok(Read { preparation, found, seen, folds, train, test })
    }

    /// Where the training is kept, if it is, after a look at the places.
    fn checkpoints(&self) -> Result<Option<Checkpoints<'_>>, Failure> {
        let Some(path) = &self.checkpoint else { return Ok(None) };
        if let (Some(model), true) = (&self.model, self.resume) {
            // Of a process that was killed in the middle of writing its model.
            ann::model::remove_partial_files(model)?;
        }
        Ok(Some(Checkpoints { path, every: self.every, resume: self.resume }))
    }

    /// What is there to choose from.
    fn choice<'t>(&self, architecture: Architecture, trainer: &'t Trainer) -> Choice<'t> {
        let penalty = match self.l2 {
            Some(L2::Auto) => Penalty::Auto,
            None if trainer.l2 > 0.0 => Penalty::Usual,
            _ => Penalty::Given,
        };
        let (may_be_linear, epochs_are_given) = (self.hidden.is_none(), self.epochs.is_some());
        Choice { architecture, may_be_linear, trainer, epochs_are_given, penalty, seed: self.seed }
    }

    /// How the table is read.
    fn options(&self) -> ReadOptions {
        ReadOptions {
            target: Some((self.target.clone(), self.task.into())),
            drop: self.drop.clone(),
            categories: self.categories.clone(),
            numbers: self.numbers.clone(),
            ..self.reading.options()
        }
    }

    fn architecture(&self) -> Architecture {
        let hidden = self.hidden.as_ref().map_or(Architecture::default().hidden, |hidden| hidden.0.clone());
        Architecture { hidden, activation: self.activation, keep_prob: self.keep_prob }
    }

    fn trainer(&self) -> Result<Trainer, Failure> {
        let mut optimizer = self.optimizer;
        // The penalty is Adam's and the others', the decay AdamW's: together they would shrink each weight twice.
        let usual_l2 = match (&mut optimizer, self.weight_decay) {
            (Optimizer::AdamW { weight_decay, .. }, given) => {
                *weight_decay = given.unwrap_or(WEIGHT_DECAY);
                0.0
            }
            (_, None) => Trainer::default().l2,
            (_, Some(_)) => {
                let problem = format!("--weight-decay is for --optimizer adamw; with {optimizer} use --l2");
                return Err(Failure::Argument(problem));
            }
        };
        let epochs = self.epochs.unwrap_or(Trainer::default().epochs);
        let decay = match self.schedule {
            ScheduleName::Constant => Decay::Constant,
            ScheduleName::Step => Decay::Step { every: (epochs as f64 / 3.0).max(1.0), factor: 0.1 },
            ScheduleName::Cosine => Decay::Cosine { floor: 0.0 },
        };
        Ok(Trainer {
            optimizer,
            l2: match self.l2 {
                Some(L2::Value(l2)) => l2,
                Some(L2::Auto) if usual_l2 == 0.0 => {
                    return Err(Failure::Argument("--l2 auto is not for adamw, which has --weight-decay".to_owned()));
                }
                _ => usual_l2,
            },
            learning_rate: self.learning_rate,
            schedule: Schedule { warm_up: self.warm_up, decay },
            batch_size: self.batch_size,
            epochs,
            evaluate_every: self.evaluate_every,
            early_stopping: self
                .patience
                .map(|patience| EarlyStopping { patience, validation_fraction: VALIDATION_FRACTION }),
            class_weights: self.class_weights,
        })
    }
}
