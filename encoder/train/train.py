"""Trains the built-in encoder from one command: python3 encoder/train/train.py (about ten minutes on 2 cores, no GPU)."""
import argparse
import json
import random
import time

import torch
import torch.nn.functional as F
from torch import nn

import data
from export import export
from model import StaticEncoder, pack
from tokenizer import build

TEMPERATURE = 0.05
LABELS = ['light', 'neutral', 'not-chat', 'quarrel', 'serious']
LABEL_OF = {'light': 0, 'slang': 0, 'playful': 0, 'neutral': 1, 'not-chat': 2, 'quarrel': 3, 'serious': 4}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seed', type=int, default=20261123)
    parser.add_argument('--dimension', type=int, default=256)
    parser.add_argument('--pieces', type=int, default=24000)
    parser.add_argument('--steps', type=int, default=2000)
    parser.add_argument('--rate', type=float, default=3e-3)
    parser.add_argument('--dropout', type=float, default=0.15)
    parser.add_argument('--fitting', type=float, default=0.7, help='weight of the labelled contexts')
    parser.add_argument('--dialogues', default='', help='folder with cped_valid.csv and kdconv_*.jsonl, public and Apache-2.0')
    parser.add_argument('--out', default=f'{data.ROOT}/encoder/model')
    return parser.parse_args()


def texts_of(groups):
    """Every text of the groups."""
    for group in groups:
        for facet in ('scenario', 'unsuitable', 'emotion', 'motivation', 'captions'):
            yield from group[facet]
        for context in group['contexts']:
            yield from context


class Sampler:
    """Draws contrastive pairs with the group they belong to; group members never count as each other's negatives."""

    def __init__(self, groups, encode, rng):
        self.rng = rng
        self.groups = [
            {key: [encode(text) for text in group[key]] for key in ('scenario', 'unsuitable', 'emotion', 'motivation', 'captions')}
            | {'contexts': [[encode(turn) for turn in context] for context in group['contexts']]}
            for group in groups
        ]

    def context(self, group):
        """Ids of a context: its last turn, or, one time in three, the last two as one text."""
        turns = self.rng.choice(group['contexts'])
        return turns[-1] if len(turns) == 1 or self.rng.random() < 0.6 else turns[-2] + turns[-1]

    def positive(self, group):
        kind = self.rng.choices(['scenario', 'contexts', 'motivation', 'emotion', 'captions'], [4, 4, 1.5, 1, 1])[0]
        return self.context(group) if kind == 'contexts' else self.rng.choice(group[kind])

    def batch(self, size):
        """(queries, positives, hard negatives, group ids)."""
        chosen = [self.rng.randrange(len(self.groups)) for _ in range(size)]
        groups = [self.groups[index] for index in chosen]
        return (
            [self.context(group) for group in groups],
            [self.positive(group) for group in groups],
            [self.rng.choice(group['unsuitable']) for group in groups],
            torch.tensor(chosen),
        )


class Fitting:
    """Contexts labelled with the memes that fit, and the library that they choose from: the task itself."""

    # Shares of the facets in the score that is trained; the running program learns its own on top.
    SHARES = {'scenario': 0.2, 'emotion': 0.05, 'motivation': 0.15, 'mean': 0.3, 'best': 0.3, 'unsuitable': -0.1}
    DECAY = 0.35

    def __init__(self, manifest, labelled, encode, held_out=0.1):
        position = {meme['slug']: row for row, meme in enumerate(manifest)}
        self.count = len(manifest)
        notes = [meme['annotation'] for meme in manifest]
        self.texts = [encode(note[facet]) for facet in ('scenario', 'unsuitable', 'emotion', 'motivation') for note in notes]
        self.texts += [encode(example) for note in notes for example in note['examples']]
        rows = [
            ([encode(turn) for turn in record['turns']], [position[slug] for slug in record['fitting'] if slug in position], record.get('considered', self.count))
            for record in labelled
        ]
        rows = [row for row in rows if row[1]]
        cut = int(len(rows) * held_out)
        self.held, self.rows = rows[:cut], rows[cut:]

    def contexts(self, rows, embed):
        """Unit vectors of contexts: each earlier turn counts DECAY times the next."""
        vectors = embed([turn for turns, _, _ in rows for turn in turns])
        owner = torch.tensor([index for index, (turns, _, _) in enumerate(rows) for _ in turns])
        weight = torch.tensor([self.DECAY ** (len(turns) - 1 - place) for turns, _, _ in rows for place in range(len(turns))])
        summed = torch.zeros(len(rows), vectors.shape[1]).index_add(0, owner, vectors * weight.unsqueeze(1))
        return F.normalize(summed, dim=1)

    def scores(self, rows, embed):
        """(contexts, memes): the weighted sum of facet cosines."""
        queries, vectors = self.contexts(rows, embed), embed(self.texts)
        parts = {facet: queries @ vectors[place * self.count:(place + 1) * self.count].T for place, facet in enumerate(('scenario', 'unsuitable', 'emotion', 'motivation'))}
        examples = vectors[4 * self.count:].view(self.count, -1, vectors.shape[1])
        parts['mean'] = queries @ F.normalize(examples.mean(1), dim=1).T
        parts['best'] = torch.einsum('qd,med->qme', queries, examples).max(2).values
        scores = sum(share * parts[name].clamp(min=0) if name == 'unsuitable' else share * parts[name] for name, share in self.SHARES.items())
        # Who labelled a context may have known only the first memes of the manifest: the others are neither right nor wrong.
        known = torch.tensor([considered for _, _, considered in rows]).unsqueeze(1)
        return scores.masked_fill(torch.arange(self.count).unsqueeze(0) >= known, -4.0)

    def loss(self, rows, embed, temperature=0.04):
        """Cross entropy against a distribution over the fitting memes that falls with their rank."""
        target = torch.zeros(len(rows), self.count)
        for index, (_, fitting, _) in enumerate(rows):
            # The best come first in a label, and count most.
            ranks = torch.tensor([1 / (1 + rank) for rank in range(len(fitting))])
            target[index, fitting] = ranks / ranks.sum()
        return -(target * F.log_softmax(self.scores(rows, embed) / temperature, dim=1)).sum(1).mean()

    def success(self, embed, k=5):
        """Share of the held-out contexts with a fitting meme among the best k."""
        best = self.scores(self.held, embed).topk(k, dim=1).indices.tolist()
        return sum(any(meme in fitting for meme in row) for row, (_, fitting, _) in zip(best, self.held)) / max(1, len(self.held))


def contrastive(queries, positives, groups, negatives=None):
    """Symmetric InfoNCE; other members of the same group are left out of the denominator."""
    same = groups.unsqueeze(0) == groups.unsqueeze(1)
    same.fill_diagonal_(False)
    logits = (queries @ positives.T / TEMPERATURE).masked_fill(same, -1e4)
    target = torch.arange(len(queries))
    back = logits.T
    if negatives is not None:
        hard = (queries * negatives).sum(1, keepdim=True) / TEMPERATURE
        logits = torch.cat([logits, hard], 1)
    return (F.cross_entropy(logits, target) + F.cross_entropy(back, target)) / 2


def main():
    options = arguments()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    intents, memes, gate = data.intents(), data.memes(), data.gate_lines()
    pairs = data.dialogues(options.dialogues)
    corpus = [*texts_of(intents), *texts_of(memes), *(turn for line in gate for turn in line['turns']), *(text for pair in pairs for text in pair)]
    slang = [line.split(' ')[0] for line in open(f'{data.ROOT}/src/text/slang.txt') if line.strip()]
    tokenizer = build(f'{data.ROOT}/node_modules/@node-rs/jieba/dict.txt', corpus, slang, options.pieces)
    print(f'{len(intents)} intents, {sum(len(group["contexts"]) for group in intents)} contexts, {len(gate)} gate lines, {len(pairs)} dialogue pairs, {len(tokenizer.vocab)} pieces', flush=True)

    counts = torch.ones(len(tokenizer.vocab))
    for text in corpus:
        counts.index_add_(0, torch.tensor(tokenizer.encode(text)), torch.ones(len(tokenizer.encode(text))))
    encoder = StaticEncoder([piece for piece, _ in tokenizer.vocab], (counts / counts.sum()).tolist(), options.dimension)
    head = nn.Linear(options.dimension, len(LABELS))
    optimizer = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=options.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=options.steps, pct_start=0.1)

    sampler, meme_sampler = Sampler(intents, tokenizer.encode, rng), Sampler(memes, tokenizer.encode, rng)
    fitting = Fitting(data.manifest(), data.fitting(), tokenizer.encode)
    pair_ids = [[tokenizer.encode(text) for text in pair] for pair in pairs]
    gate_ids = [([piece for turn in line['turns'][-2:] for piece in tokenizer.encode(turn)], LABEL_OF[line['label']]) for line in gate]

    started = time.time()
    for step in range(options.steps):
        table = encoder.table()
        embed = lambda rows: encoder.pool(table, *pack(rows, options.dropout))
        loss = 0.0
        if pair_ids and (step < options.steps * 0.3 or step % 10 == 0):
            said, answered = zip(*rng.sample(pair_ids, 256))
            loss = loss + 0.5 * contrastive(embed(said), embed(answered), torch.arange(256))
        queries, positives, negatives, groups = sampler.batch(384)
        loss = loss + contrastive(embed(queries), embed(positives), groups, embed(negatives))
        queries, positives, negatives, groups = meme_sampler.batch(128)
        loss = loss + 0.6 * contrastive(embed(queries), embed(positives), groups, embed(negatives))
        if fitting.rows:
            loss = loss + options.fitting * fitting.loss(rng.sample(fitting.rows, 192), embed)
        if gate_ids:
            rows, labels = zip(*rng.sample(gate_ids, 128))
            loss = loss + 0.3 * F.cross_entropy(head(embed(rows)) * 4, torch.tensor(labels))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 250 == 0 or step == options.steps - 1:
            with torch.no_grad():
                plain = lambda rows: encoder.pool(encoder.table(), *pack(rows))
                held = [f'@{k} {fitting.success(plain, k):.3f}' for k in (1, 5)] if fitting.held else []
            print(f'step {step} loss {loss.item():.3f} held-out success {" ".join(held)} {time.time() - started:.0f} s', flush=True)

    with torch.no_grad():
        export(encoder.table(), tokenizer, options.out)
    record = {
        'seed': options.seed, 'steps': options.steps, 'rate': options.rate, 'fittingWeight': options.fitting,
        'intents': len(intents), 'contexts': sum(len(group['contexts']) for group in intents), 'gateLines': len(gate),
        'labelledContexts': len(fitting.rows) + len(fitting.held), 'dialoguePairs': len(pairs), 'pieces': len(tokenizer.vocab),
        'dimension': options.dimension, 'heldOutSuccessAt5': round(fitting.success(plain, 5), 3),
    }
    with open(f'{options.out}/training.json', 'w') as file:
        json.dump(record, file, indent=2)
        file.write('\n')


if __name__ == '__main__':
    main()
