//! The run's folder: stages that finish whole or not at all.
//!
//! A stage writes its files into a folder of its own under a temporary name. When it is done they are renamed into place,
//! and a stamp with the stage's key (a hash of everything the stage depends on) is written last. A run that is killed
//! leaves at worst a temporary folder, which the next run throws away; a stage whose stamp stands, whose key is
//! unchanged and whose files have the recorded sizes is used again.

use crate::{Error, Progress};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

const STAMPS: &str = ".stages";
const LOCK: &str = ".lock";

/// A hash of everything that a stage depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key(String);

impl Key {
    /// The key of a stage from whatever serialises: its parameters, and the keys of the stages before it.
    pub fn new(parts: &impl Serialize) -> Self {
        let text = serde_json::to_string(&(env!("CARGO_PKG_VERSION"), parts)).unwrap_or_default();
        Self(hex(&Sha256::digest(text.as_bytes())))
    }
}

#[derive(Serialize, Deserialize)]
struct Stamp {
    key: Key,
    /// Size in bytes of every file of the stage.
    files: BTreeMap<String, u64>,
}

/// A run's folder, locked while it is open.
pub struct RunFolder<'a> {
    root: PathBuf,
    progress: &'a dyn Progress,
    _lock: File,
}

impl<'a> RunFolder<'a> {
    /// Opens or makes the folder. Refuses one that holds anything but a run, and one that another process works in.
    pub fn open(root: &Path, progress: &'a dyn Progress) -> Result<Self, Error> {
        let path = claim(root)?;
        let lock = File::create(&path).map_err(Error::io("write", &path))?;
        lock.try_lock().map_err(|_| Error::OutputFolder {
            path: root.to_owned(),
            why: "another isogloss process is working in it; wait for it to end".to_owned(),
        })?;
        Ok(Self { root: root.to_owned(), progress, _lock: lock })
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Who hears of the stages.
    pub fn progress(&self) -> &'a dyn Progress {
        self.progress
    }

    /// Makes sure that a stage's files stand in `root/place`: used again where `key` is unchanged, else made by `make`, which
    /// writes them into the folder that it is given.
    pub fn stage(
        &self,
        place: &str,
        name: &str,
        key: &Key,
        make: impl FnOnce(&Path) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let title = if place.is_empty() { name.to_owned() } else { format!("{place}: {name}") };
        let target = self.root.join(place);
        let stamp_path = self.root.join(STAMPS).join(format!("{}.{name}.json", place.replace('/', ".")));
        if self.stands(&stamp_path, &target, key) {
            self.progress.reused(&title);
            return Ok(());
        }
        remove_file(&stamp_path)?;
        let partial = self.root.join(STAMPS).join(format!("{}.{name}.partial", place.replace('/', ".")));
        remove_dir(&partial)?;
        fs::create_dir_all(&partial).map_err(Error::io("make", &partial))?;
        fs::create_dir_all(&target).map_err(Error::io("make", &target))?;

        self.progress.begin(&title);
        let started = Instant::now();
        let made = make(&partial);
        if let Err(error) = made {
            // Half-written files are of no use to anyone, least of all on a full disk.
            let _ = fs::remove_dir_all(&partial);
            return Err(error);
        }
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(&partial).map_err(Error::io("read", &partial))? {
            let entry = entry.map_err(Error::io("read", &partial))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let size = entry.metadata().map_err(Error::io("read", entry.path()))?.len();
            let to = target.join(&name);
            fs::rename(entry.path(), &to).map_err(Error::io("write", &to))?;
            files.insert(name, size);
        }
        remove_dir(&partial)?;
        let stamp = Stamp { key: key.clone(), files };
        write_atomically(&stamp_path, &to_json(&stamp_path, &stamp)?)?;
        self.progress.end(&title, started.elapsed());
        Ok(())
    }

    /// A stage whose result is one value, kept as `root/sections/NAME.json`.
    pub fn value<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        key: &Key,
        make: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let file = format!("{name}.json");
        self.stage("sections", name, key, |dir| write_json(&dir.join(&file), &make()?))?;
        read_json(&self.root.join("sections").join(&file))
    }

    /// Where a stage keeps what it needs to go on after a kill: beside its stamp, not among its files. Whoever writes there removes
    /// it once the stage stands.
    pub fn checkpoint(&self, name: &str) -> PathBuf {
        self.root.join(STAMPS).join(format!("{name}.checkpoint"))
    }

    /// Throws away what killed runs left.
    pub fn tidy(&self) -> Result<(), Error> {
        let stamps = self.root.join(STAMPS);
        for entry in fs::read_dir(&stamps).map_err(Error::io("read", &stamps))?.flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "partial") {
                if entry.path().is_dir() { remove_dir(&entry.path())? } else { remove_file(&entry.path())? }
            }
        }
        Ok(())
    }

    fn stands(&self, stamp_path: &Path, target: &Path, key: &Key) -> bool {
        let Ok(stamp) = read_json::<Stamp>(stamp_path) else { return false };
        let has =
            |(name, size): (&String, &u64)| fs::metadata(target.join(name)).is_ok_and(|m| m.len() == *size);
        stamp.key == *key && stamp.files.iter().all(has)
    }
}

/// Marks a new or empty folder as that of a run, and gives the path of its lock. Refuses a folder that holds anything else.
pub fn claim(root: &Path) -> Result<PathBuf, Error> {
    let refuse = |why: &str| Error::OutputFolder { path: root.to_owned(), why: why.to_owned() };
    let lock = root.join(LOCK);
    if root.exists() {
        if !root.is_dir() {
            return Err(refuse("is a file; give -o a folder"));
        }
        let mut entries = fs::read_dir(root).map_err(Error::io("read", root))?;
        if !lock.exists() && entries.next().is_some() {
            return Err(refuse("holds files that are no run of isogloss; give -o a new or empty folder"));
        }
    }
    fs::create_dir_all(root).map_err(Error::io("make", root))?;
    if !lock.exists() {
        File::create(&lock).map_err(Error::io("write", &lock))?;
    }
    let stamps = root.join(STAMPS);
    fs::create_dir_all(&stamps).map_err(Error::io("make", &stamps))?;
    Ok(lock)
}

/// Writes a file under a temporary name beside it and renames it.
pub fn write_atomically(path: &Path, contents: &[u8]) -> Result<(), Error> {
    write_whole(path, |out| out.write_all(contents)).map_err(Error::io("write", path))
}

/// The same, piece by piece. What is half written is removed: it is of no use, least of all on a full disk.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let partial = path.with_added_extension("partial");
    let written = File::create(&partial).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        write(&mut out)?;
        out.flush()
    });
    written.and_then(|()| fs::rename(&partial, path)).inspect_err(|_| {
        let _ = fs::remove_file(&partial);
    })
}

/// Writes a JSON file into a stage's folder.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Error> {
    fs::write(path, to_json(path, value)?).map_err(Error::io("write", path))
}

/// Reads a JSON file of the run's folder.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    serde_json::from_slice(&bytes).map_err(|e| Error::Damaged { path: path.to_owned(), what: e.to_string() })
}

/// SHA-256 of a file, hexadecimal, and its size in bytes.
pub fn hash_file(path: &Path) -> Result<(String, u64), Error> {
    let mut file = File::open(path).map_err(Error::io("read", path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer).map_err(Error::io("read", path))? {
            0 => return Ok((hex(&hasher.finalize()), bytes)),
            n => {
                hasher.update(&buffer[..n]);
                bytes += n as u64;
            }
        }
    }
}

fn to_json(path: &Path, value: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|e| Error::Damaged { path: path.to_owned(), what: e.to_string() })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::Io { action: "remove", path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

fn remove_dir(path: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::Io { action: "remove", path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}
