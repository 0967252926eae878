//! A file per format: reading, and writing where it can be written.

mod rows;
pub(crate) mod safetensors;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub(crate) mod word2vec_binary;
