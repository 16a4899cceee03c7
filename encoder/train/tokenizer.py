"""A Unigram tokenizer over jieba's words, characters and emoji: built here, and written so that transformers.js reads it."""
import collections
import json
import math

SPECIAL = ['[PAD]', '[UNK]']


class Unigram:
    """Viterbi segmentation by the highest sum of log probabilities, as HuggingFace's Unigram model does it."""

    def __init__(self, pieces):
        """pieces: list of (piece, log probability); the special ones are put in front."""
        self.vocab = [(piece, 0.0) for piece in SPECIAL] + pieces
        self.ids = {piece: index for index, (piece, _) in enumerate(self.vocab)}
        self.scores = {piece: score for piece, score in pieces}
        self.longest = max(len(piece) for piece, _ in pieces)
        self.unknown_score = min(score for _, score in pieces) - 10.0

    def pieces(self, text):
        """Pieces of a normalised text; unknown characters stand for themselves."""
        return [piece for word in text.split() for piece in self._word(word)]

    def _word(self, word):
        best = [0.0] + [-math.inf] * len(word)
        back = [0] * (len(word) + 1)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - self.longest), end):
                score = self.scores.get(word[start:end])
                if score is None:
                    if end - start > 1:
                        continue
                    score = self.unknown_score
                if best[start] + score > best[end]:
                    best[end], back[end] = best[start] + score, start
        pieces, end = [], len(word)
        while end:
            pieces.append(word[back[end]:end])
            end = back[end]
        return pieces[::-1]

    def encode(self, text, limit=128):
        """Ids of a text, at most limit; a run of unknown characters is one [UNK]; never empty."""
        ids = []
        for word in text.split():
            previous_unknown = False
            for piece in self._word(word):
                known = self.ids.get(piece)
                if known is None:
                    if not previous_unknown:
                        ids.append(1)
                    previous_unknown = True
                else:
                    ids.append(known)
                    previous_unknown = False
        return ids[:limit] or [1]

    def save(self, folder):
        """Writes tokenizer.json and tokenizer_config.json."""
        specials = [
            {'id': index, 'content': piece, 'single_word': False, 'lstrip': False, 'rstrip': False, 'normalized': False, 'special': True}
            for index, piece in enumerate(SPECIAL)
        ]
        tokenizer = {
            'version': '1.0',
            'truncation': None,
            'padding': None,
            'added_tokens': specials,
            'normalizer': {'type': 'Sequence', 'normalizers': [{'type': 'NFKC'}, {'type': 'Lowercase'}]},
            'pre_tokenizer': {'type': 'WhitespaceSplit'},
            'post_processor': None,
            'decoder': None,
            'model': {'type': 'Unigram', 'unk_id': 1, 'vocab': [[piece, round(score, 4)] for piece, score in self.vocab], 'byte_fallback': False},
        }
        config = {'tokenizer_class': 'PreTrainedTokenizer', 'model_max_length': 128, 'pad_token': '[PAD]', 'unk_token': '[UNK]', 'clean_up_tokenization_spaces': False}
        with open(f'{folder}/tokenizer.json', 'w') as file:
            json.dump(tokenizer, file, ensure_ascii=False, separators=(',', ':'))
        with open(f'{folder}/tokenizer_config.json', 'w') as file:
            json.dump(config, file, ensure_ascii=False, indent=2)


def build(dictionary, texts, words, size):
    """A tokenizer of about `size` pieces.

    dictionary: path of jieba's dict.txt; texts: normalised corpus; words: slang to take in whatever its frequency.
    Words that the corpus uses twice come first, then the commonest of the dictionary; every character of both is in.
    """
    frequencies = {}
    with open(dictionary) as file:
        for line in file:
            word, count, *_ = line.split(' ')
            if 1 <= len(word) <= 5:
                frequencies[word.lower()] = frequencies.get(word.lower(), 0) + int(count)
    for word in words:
        frequencies[word] = max(frequencies.get(word, 0), 3000)
    characters = collections.Counter(character for text in texts for character in text if not character.isspace())
    for character, count in characters.items():
        frequencies[character] = frequencies.get(character, 0) + count
    total = sum(frequencies.values())
    first = Unigram([(word, math.log(max(count, 1) / total)) for word, count in frequencies.items()])
    used = collections.Counter(piece for text in texts for piece in first.pieces(text))
    chosen = {character for character, count in characters.items() if count >= 2}
    chosen |= {word for word, count in used.items() if count >= 2}
    for word, _ in sorted(frequencies.items(), key=lambda item: -item[1]):
        if len(chosen) >= size:
            break
        chosen.add(word)
    weight = {word: frequencies.get(word, 1) + 20 * used[word] for word in chosen}
    total = sum(weight.values())
    pieces = sorted(chosen, key=lambda word: (-weight[word], word))
    return Unigram([(word, math.log(max(weight[word], 1) / total)) for word in pieces])
