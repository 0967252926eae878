#!/usr/bin/env python3
"""Files of vectors that others write, read by us; files that we write, read by others. Exits with 1 where they differ.

usage: interoperate.py [WORK]        Environment: ISOGLOSS. Python packages: requirements.txt beside this file.

Random words (of several scripts) and vectors; gensim writes word2vec's text and binary, fastText a model with subwords, numpy
arrays of three types, pandas and pyarrow tables, safetensors checkpoints with a tokenizer of the tokenizers package. Each is
converted to safetensors by us and compared with what its own library says; then every format that we write is opened by the
library that it belongs to.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import fasttext
import gensim
import numpy
import pandas
import pyarrow
import pyarrow.parquet
import safetensors.numpy
import tokenizers

ISOGLOSS = os.environ["ISOGLOSS"]
random = numpy.random.default_rng(1)
failures = 0


def check(name, holds):
    global failures
    failures += not holds
    print(("ok   " if holds else "FAIL ") + name)


def convert(source, target):
    command = [ISOGLOSS, "convert", str(source), str(target), "--force", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr, end="")
    return done.returncode == 0


def ours(path):
    """What a safetensors file of ours holds."""
    tensors = safetensors.numpy.load_file(path)
    return bytes(tensors["words"]).decode().split("\n"), tensors["vectors"]


def reads(name, source, words, matrix):
    target = work / "read.safetensors"
    if not convert(source, target):
        return check(f"reads {name}", False)
    found, vectors = ours(target)
    same = found == list(words) and vectors.shape == matrix.shape and numpy.array_equal(vectors, matrix)
    check(f"reads {name}", same)


def table(n, d):
    alphabets = ["abcdefghij", "äöüßéè", "дежзик", "漢字仮名", "#@<>_-"]
    words = set()
    while len(words) < n:
        letters = alphabets[random.integers(len(alphabets))]
        words.add("".join(letters[i] for i in random.integers(len(letters), size=random.integers(1, 9))))
    return sorted(words), random.normal(size=(n, d)).astype("f4")


def read_theirs():
    words, matrix = table(3000, 20)
    model = gensim.models.KeyedVectors(20)
    model.add_vectors(words, matrix)
    model.save_word2vec_format(work / "g.txt")
    reads("gensim's text", work / "g.txt", words, matrix)
    model.save_word2vec_format(work / "g.bin", binary=True)
    reads("gensim's binary", work / "g.bin", words, matrix)
    model.save_word2vec_format(work / "g.glove", write_header=False)
    reads("text without a header", work / "g.glove", words, matrix)
    for dtype in ["f4", "f8", "f2"]:
        for order in "CF":
            numpy.save(work / "n.npy", numpy.asarray(matrix.astype(dtype), order=order))
            (work / "n.vocab").write_text("\n".join(words) + "\n", encoding="utf-8")
            reads(f"numpy's {dtype} {order}", work / "n.npy", words, matrix.astype(dtype).astype("f4"))
    pandas.DataFrame({"word": words, "vector": list(matrix)}).to_parquet(work / "p.parquet")
    reads("pandas' lists", work / "p.parquet", words, matrix)
    pandas.DataFrame(matrix.astype("f8"), index=words).rename(columns=str).to_parquet(work / "i.parquet")
    reads("pandas' columns with words as index", work / "i.parquet", words, matrix)
    fixed = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(matrix.ravel()), 20)
    fixed = pyarrow.table({"token": words, "embedding": fixed})
    pyarrow.parquet.write_table(fixed, work / "f.parquet", compression="zstd", row_group_size=700)
    reads("pyarrow's fixed lists", work / "f.parquet", words, matrix)


def read_fasttext():
    words, _ = table(300, 1)
    text = work / "text.txt"
    with open(text, "w", encoding="utf-8") as lines:
        for _ in range(4000):
            lines.write(" ".join(words[i] for i in random.zipf(1.4, size=12) % len(words)) + "\n")
    model = fasttext.train_unsupervised(
        str(text), dim=12, epoch=1, minCount=1, minn=2, maxn=4, bucket=5000, thread=1, verbose=0
    )
    model.save_model(str(work / "ft.bin"))
    known = model.get_words()
    reads("fastText's model", work / "ft.bin", known, numpy.stack([model.get_word_vector(w) for w in known]))


def read_checkpoints():
    bert = tokenizers.models.WordPiece({"[UNK]": 0, "apple": 1, "##le": 2, "the": 3}, unk_token="[UNK]")
    gpt = tokenizers.models.BPE({"!": 0, "Ġapple": 1, "le": 2, "ĠdÃ©": 3}, [])
    for name, model, tensor, words in [
        ("BERT", bert, "bert.embeddings.word_embeddings.weight", ["[UNK]", "apple", "##le", "the"]),
        ("GPT", gpt, "transformer.wte.weight", ["!", "apple", "##le", "dé", "<|endoftext|>"]),
    ]:
        folder = work / name
        folder.mkdir(exist_ok=True)
        tokenizer = tokenizers.Tokenizer(model)
        if name == "GPT":
            tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel()
            tokenizer.add_special_tokens(["<|endoftext|>"])
        tokenizer.save(str(folder / "tokenizer.json"))
        matrix = random.normal(size=(len(words), 8)).astype("f2")
        other = numpy.zeros((3, 8), "f4")
        safetensors.numpy.save_file({tensor: matrix, "other.weight": other}, folder / "model.safetensors")
        reads(f"a {name}-like checkpoint", folder, words, matrix.astype("f4"))
    folder = work / "model2vec"
    folder.mkdir(exist_ok=True)
    words = {"[UNK]": 0, "a": 1, "b": 2, "c": 3}
    tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]")).save(str(folder / "tokenizer.json"))
    matrix = random.normal(size=(2, 8)).astype("f4")
    weights, mapping = numpy.array([1, 2, 0.5, 4], "f4"), numpy.array([0, 1, 1, 0])
    tensors = {"embeddings": matrix, "weights": weights, "mapping": mapping}
    safetensors.numpy.save_file(tensors, folder / "model.safetensors")
    reads("model2vec's quantised vocabulary", folder, list(words), matrix[mapping] * weights[:, None])


def write_ours():
    words, matrix = table(3000, 20)
    numpy.save(work / "s.npy", matrix)
    (work / "s.vocab").write_text("\n".join(words) + "\n", encoding="utf-8")
    names = ["w.txt", "w.bin", "w.glove", "w.safetensors", "w.npy", "w.parquet"]
    for name in names:
        check(f"writes {name}", convert(work / "s.npy", work / name))
    load = gensim.models.KeyedVectors.load_word2vec_format
    for name, model in [
        ("gensim reads our text", load(work / "w.txt")),
        ("gensim reads our binary", load(work / "w.bin", binary=True)),
        ("gensim reads our GloVe text", load(work / "w.glove", no_header=True)),
    ]:
        check(name, model.index_to_key == words and numpy.array_equal(model.vectors, matrix))
    check("safetensors reads ours", ours(work / "w.safetensors")[0] == words)
    check("numpy reads ours", numpy.array_equal(numpy.load(work / "w.npy"), matrix))
    check("the words of our array", (work / "w.vocab").read_text(encoding="utf-8").split() == words)
    frame = pandas.read_parquet(work / "w.parquet")
    check("pandas reads ours", list(frame["word"]) == words and numpy.array_equal(numpy.stack(frame["vector"]), matrix))
    for name in names:
        reads(f"our own {name}", work / name, words, matrix)
    # fastText takes vectors for the start of a training: one that learns nothing leaves them as they are.
    labelled = work / "labelled.txt"
    labelled.write_text("".join(f"__label__{i % 2} {word}\n" for i, word in enumerate(words[:50])), encoding="utf-8")
    model = fasttext.train_supervised(
        str(labelled), dim=20, epoch=1, lr=0.0, pretrainedVectors=str(work / "w.txt"), thread=1, verbose=0
    )
    check("fastText reads our text", numpy.allclose(model.get_word_vector(words[0]), matrix[0], atol=1e-6))


if __name__ == "__main__":
    print(f"gensim {gensim.__version__}, numpy {numpy.__version__}, pandas {pandas.__version__}, pyarrow {pyarrow.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else folder)
        work.mkdir(exist_ok=True)
        read_theirs()
        read_fasttext()
        read_checkpoints()
        write_ours()
    sys.exit(1 if failures else 0)
