//! What a file of this library says of itself, as JSON: a version, a description of what its tensors mean, and a CRC-32 of that
//! description and of the tensors, so that a file damaged on its way is noticed and not believed.

use super::problem::{Problem, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kind {
    /// What it is called in messages.
    pub what: &'static str,
    /// The key under which it stands in the file's metadata.
    pub key: &'static str,
    /// The version of what stands under the key: the newest, which is written. Earlier ones are read, too.
    version: u32,
    /// What it holds, and what reads it.
    pub holds: &'static str,
    pub reader: &'static str,
}

pub(crate) const MODEL: Kind =
    Kind { what: "model file", key: "ann", version: 2, holds: "a model of `ann`", reader: "Model::load" };
pub(crate) const NETWORK: Kind =
    Kind { what: "network file", key: "ann.network", version: 1, holds: "a network of `ann`", reader: "Network::load" };
pub(crate) const CHECKPOINT: Kind = Kind {
    what: "checkpoint",
    key: "ann.checkpoint",
    version: 1,
    holds: "a checkpoint of `ann`",
    reader: "Checkpoint::load",
};

#[derive(Serialize, Deserialize)]
struct Envelope<D> {
    version: u32,
    /// CRC-32 of the description, then of the tensors in the order in which they are read.
    checksum: u32,
    description: D,
}

/// What stands under the key of this kind in a file with these tensors. Whoever reads them keeps to their order.
pub(crate) fn seal<'a, D: Serialize>(
    kind: Kind,
    description: D,
    tensors: impl Iterator<Item = &'a [u8]>,
) -> Result<String> {
    let checksum = checksum(&description, tensors)?;
    let envelope = Envelope { version: kind.version, checksum, description };
    serde_json::to_string(&envelope).map_err(|error| Problem::caused("it cannot be described", error))
}

/// The description, and the checksum that it should have with its tensors.
pub(crate) fn unseal<D: DeserializeOwned>(kind: Kind, json: &str) -> Result<(D, u32)> {
    // First the version alone: a later one may describe itself in another way.
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let unreadable = |error| Problem::caused("its description cannot be read", error);
    let Version { version } = serde_json::from_str(json).map_err(unreadable)?;
    if version == 0 || version > kind.version {
        return Err(format!("it has version {version}, but this program reads versions up to {}", kind.version).into());
    }
    let Envelope { checksum, description, .. } = serde_json::from_str(json).map_err(unreadable)?;
    Ok((description, checksum))
}

/// The checksum of a description and of the bytes of its tensors, in order.
fn checksum<'a>(description: &impl Serialize, tensors: impl Iterator<Item = &'a [u8]>) -> Result<u32> {
    let json = serde_json::to_vec(description).map_err(|error| Problem::caused("it cannot be described", error))?;
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&json);
    tensors.for_each(|bytes| hasher.update(bytes));
    Ok(hasher.finalize())
}

/// Refuses a file whose contents have another checksum than it says.
pub(crate) fn verify<'a>(
    description: &impl Serialize,
    tensors: impl Iterator<Item = &'a [u8]>,
    said: u32,
) -> Result<()> {
    match checksum(description, tensors)? {
        found if found == said => Ok(()),
        found => {
            Err(format!("it is damaged: its checksum does not fit its contents: {said} instead of {found}").into())
        }
    }
}
