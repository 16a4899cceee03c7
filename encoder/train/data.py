"""Reads the training data; every text comes out normalised by normalize.mjs."""
import csv
import glob
import json
import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def normalised(records):
    """Records with every string normalised, by the same library as the running program."""
    lines = '\n'.join(json.dumps(record, ensure_ascii=False) for record in records)
    done = subprocess.run(['node', f'{HERE}/normalize.mjs'], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def read_jsonl(pattern):
    """All records of the files that match, in name order."""
    records = []
    for path in sorted(glob.glob(pattern)):
        with open(path) as file:
            records += [json.loads(line) for line in file if line.strip()]
    return records


def intents():
    """Groups {intent, scenario[], unsuitable[], emotion[], motivation[], captions[], contexts[[turn]]}, hand-written.

    An intent that two files have is one group, so that its halves are never each other's negatives.
    """
    groups = {}
    for record in normalised(read_jsonl(f'{HERE}/data/intents-*.jsonl')):
        group = groups.setdefault(record['intent'], {'intent': record['intent']})
        for key in ('scenario', 'unsuitable', 'emotion', 'motivation', 'captions', 'contexts'):
            group[key] = group.get(key, []) + record[key]
    return list(groups.values())


def gate_lines():
    """Lines {label, category, turns[]}, hand-written."""
    return normalised(read_jsonl(f'{HERE}/data/gate-*.jsonl'))


def manifest():
    """The starter library."""
    return normalised(read_jsonl(f'{ROOT}/library/starter/manifest.jsonl'))


def contexts():
    """Contexts {turns[], scenario, fitting[], emotions[], motivations[], welcome} labelled by hand; none of them is in an evaluation split."""
    return normalised(read_jsonl(f'{HERE}/data/contexts.jsonl'))


def feelings():
    """Texts {turns[], emotions[], motivations[]} that no meme was looked for, labelled by hand."""
    return normalised(read_jsonl(f'{HERE}/data/feelings.jsonl'))


def queries():
    """Groups {queries[]} of words that people would search one picture by, hand-written."""
    return normalised(read_jsonl(f'{HERE}/data/queries-*.jsonl'))


def dev_split():
    """The library's dev split, looked at while training and never trained on: {turns[], fitting[], …}, without the speakers' names."""
    labels = normalised(read_jsonl(f'{ROOT}/library/starter/labels/dev.jsonl'))
    return [label | {'turns': [re.sub(r'^[a-d]: ?', '', turn) for turn in label['turns']]} for label in labels]


def memes():
    """The starter library as groups of the same shape as intents."""
    groups = []
    for meme in manifest():
        note = meme['annotation']
        groups.append({
            'intent': meme['slug'], 'captions': [meme['caption']], 'contexts': [[line] for line in note['examples']],
            **{facet: [note[facet]] for facet in ('scenario', 'unsuitable', 'emotion', 'motivation')},
        })
    return groups


def dialogues(folder):
    """Adjacent turns (said, answered) of CPED and KdConv, both Apache-2.0; none where no folder is given."""
    pairs = []
    if not folder:
        return pairs
    path = f'{folder}/cped_valid.csv'
    if os.path.exists(path):
        last = None
        with open(path, encoding='utf-8-sig') as file:
            for row in csv.DictReader(file):
                if last and last['Dialogue_ID'] == row['Dialogue_ID'] and row['Utterance']:
                    pairs.append([last['Utterance'], row['Utterance']])
                last = row
    for record in read_jsonl(f'{folder}/kdconv_*.jsonl'):
        pairs += [list(pair) for pair in zip(record['turns'], record['turns'][1:])]
    return [pair for pair in normalised(pairs) if all(len(text) >= 2 for text in pair)]
