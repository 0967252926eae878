//! A file per format: reading, and writing where it can be written.

pub(crate) mod checkpoint;
pub(crate) mod fasttext;
pub(crate) mod npy;
pub(crate) mod parquet;
mod rows;
pub(crate) mod safetensors;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_reading;
pub(crate) mod text;
pub(crate) mod word2vec_binary;
