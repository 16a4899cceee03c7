"""Trains the built-in encoder from one command: python3 encoder/train/train.py (three to ten minutes on 2 cores, no GPU)."""
import argparse
import json
import random
import time

import torch
import torch.nn.functional as F

import data
import fitting
from export import export, export_heads
from heads import Heads
from labels import CLASS_OF, EMOTIONS, MOTIVATIONS
from model import StaticEncoder, pack
from sampler import Groups, Queries
from tokenizer import build

TEMPERATURE = 0.05
# Share of the labelled contexts that is looked at while training and never trained on.
HELD_OUT = 0.05


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seed', type=int, default=20261123)
    parser.add_argument('--dimension', type=int, default=256)
    parser.add_argument('--hidden', type=int, default=256)
    parser.add_argument('--pieces', type=int, default=30000)
    parser.add_argument('--steps', type=int, default=501)
    parser.add_argument('--rate', type=float, default=3e-3)
    parser.add_argument('--dropout', type=float, default=0.4)
    parser.add_argument('--fitting', type=float, default=1.4, help='weight of the labelled contexts')
    parser.add_argument('--queries', type=float, default=0.7, help='weight of the words that people search by')
    parser.add_argument('--estimates', type=float, default=1.0, help='weight of each of the heads that estimate')
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


def contrastive(queries, positives, same, negatives=()):
    """Symmetric InfoNCE; where `same` the pair is left out of the denominator. Asks for its texts' vectors."""
    vectors = yield [*queries, *positives, *negatives]
    queries, positives, negatives = vectors.split([len(queries), len(positives), len(negatives)])
    same = same.clone()
    same.fill_diagonal_(False)
    logits = (queries @ positives.T / TEMPERATURE).masked_fill(same, -1e4)
    target = torch.arange(len(queries))
    back = logits.T
    if len(negatives):
        hard = (queries * negatives).sum(1, keepdim=True) / TEMPERATURE
        logits = torch.cat([logits, hard], 1)
    return (F.cross_entropy(logits, target) + F.cross_entropy(back, target)) / 2


def soft_labels(records, key, inventory):
    """(records, inventory): the labels of a record count alike, since any of them is a right answer; a row of zeros where there is none."""
    target = torch.zeros(len(records), len(inventory))
    for row, record in enumerate(records):
        for label in record.get(key, []):
            target[row, inventory.index(label)] = 1.0
    return target / target.sum(1, keepdim=True).clamp(min=1e-9)


class Estimates:
    """Contexts with labels of emotion and motivation."""

    def __init__(self, records, encode):
        self.turns = [[encode(turn) for turn in record['turns'][-4:]] for record in records]
        self.targets = {'emotion': soft_labels(records, 'emotions', EMOTIONS), 'motivation': soft_labels(records, 'motivations', MOTIVATIONS)}

    def loss(self, rows, heads):
        """Cross entropy against the soft labels. Asks for its texts' vectors."""
        turn_lists = [self.turns[row] for row in rows]
        context = fitting.pool_turns(turn_lists, (yield fitting.flat(turn_lists)))
        return sum(-(target[rows] * F.log_softmax(heads.logits(name, context), 1)).sum(1).mean() for name, target in self.targets.items())

    def accuracy(self, name, embed, heads):
        """Share of the contexts whose likeliest label is one of theirs."""
        best = heads.logits(name, fitting.pool_turns(self.turns, embed(fitting.flat(self.turns)))).argmax(1)
        labelled = self.targets[name].sum(1) > 0
        return (self.targets[name][torch.arange(len(best)), best] > 0)[labelled].float().mean().item()


def classify(lines, heads):
    """Cross entropy of the kind of talk. Asks for its texts' vectors."""
    turn_lists = [turns for turns, _ in lines]
    context = fitting.pool_turns(turn_lists, (yield fitting.flat(turn_lists)))
    return F.cross_entropy(heads.logits('class', context), torch.tensor([label for _, label in lines]))


def total(terms, embed):
    """Weighted sum of the losses. All their texts are embedded at once: every call costs a gradient of the table's size."""
    asked = [next(loss) for _, loss in terms]
    vectors = embed([text for texts in asked for text in texts]).split([len(texts) for texts in asked])
    sum_of_losses = 0.0
    for (weight, loss), answer in zip(terms, vectors):
        try:
            loss.send(answer)
        except StopIteration as finished:
            sum_of_losses = sum_of_losses + weight * finished.value
    return sum_of_losses


def main():
    options = arguments()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    intents, memes, gate, labelled, felt, searched = data.intents(), data.memes(), data.gate_lines(), data.contexts(), data.feelings(), data.queries()
    pairs = data.dialogues(options.dialogues)
    corpus = [
        *texts_of(intents), *texts_of(memes), *(turn for line in [*gate, *labelled, *felt] for turn in line['turns']),
        *(text for pair in pairs for text in pair), *(text for group in searched for text in group['queries']),
    ]
    slang = [line.split(' ')[0] for line in open(f'{data.ROOT}/src/text/slang.txt') if line.strip()]
    tokenizer = build(f'{data.ROOT}/node_modules/@node-rs/jieba/dict.txt', corpus, slang, options.pieces)
    print(f'{len(intents)} intents, {len(gate)} gate lines, {len(labelled)} labelled contexts, {len(searched)} groups of queries, {len(pairs)} dialogue pairs, {len(tokenizer.vocab)} pieces', flush=True)

    counts = torch.ones(len(tokenizer.vocab))
    for text in corpus:
        counts.index_add_(0, torch.tensor(tokenizer.encode(text)), torch.ones(len(tokenizer.encode(text))))
    encoder = StaticEncoder([piece for piece, _ in tokenizer.vocab], (counts / counts.sum()).tolist(), options.dimension)
    heads = Heads(options.dimension, options.hidden)
    optimizer = torch.optim.Adam([*encoder.parameters(), *heads.parameters()], lr=options.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=options.steps, pct_start=0.1)

    encode = tokenizer.encode
    sampler, meme_sampler, query_sampler = Groups(intents, encode, rng), Groups(memes, encode, rng), Queries(searched, encode, rng)
    library = fitting.Library(data.manifest(), encode)
    cut = int(len(labelled) * HELD_OUT)
    rows, held = fitting.rows_of(labelled[cut:], library, encode), fitting.rows_of(labelled[:cut], library, encode)
    feelings, held_feelings = Estimates(labelled[cut:] + felt, encode), Estimates(labelled[:cut], encode)
    dev = data.dev_split()
    dev_rows, dev_feelings = fitting.rows_of(dev, library, encode), Estimates(dev, encode)
    pair_ids = [[encode(text) for text in pair] for pair in pairs]
    gate_ids = [([encode(turn) for turn in line['turns'][-3:]], CLASS_OF[line['label']]) for line in gate]
    # Talk that welcomes a meme is light, whatever it complains about.
    light_ids = [([encode(turn) for turn in record['turns'][-3:]], CLASS_OF['light']) for record in labelled[cut:] if record.get('welcome') and record['fitting']]

    def report(step, loss, seconds):
        plain = lambda texts: encoder.pool(encoder.table(), *pack(texts))
        found = {}
        for split, there, sensed in (('held', held, held_feelings), ('dev', dev_rows, dev_feelings)):
            found |= dict(zip((f'{split}@1', f'{split}@5'), fitting.success(there, library, plain, heads, (1, 5))))
            found |= {f'{split}-{name}': sensed.accuracy(name, plain, heads) for name in ('emotion', 'motivation')}
        print(f'step {step} loss {loss:.3f}', ' '.join(f'{name} {value:.3f}' for name, value in found.items()), f'{seconds:.0f} s', flush=True)
        return {name: round(value, 3) for name, value in found.items()}

    def terms(step):
        """The weighted losses of one step."""
        if pair_ids and (step < options.steps * 0.3 or step % 10 == 0):
            said, answered = zip(*rng.sample(pair_ids, 256))
            yield 0.5, contrastive(said, answered, torch.eye(256, dtype=torch.bool))
        for weight, groups, size in ((1.0, sampler, 384), (0.6, meme_sampler, 128)):
            queries, positives, negatives, owners = groups.batch(size)
            yield weight, contrastive(queries, positives, owners.unsqueeze(0) == owners.unsqueeze(1), negatives)
        if searched and options.queries:
            yield options.queries, contrastive(*query_sampler.batch(256))
        yield options.fitting, fitting.listwise(rng.sample(rows, 192), library, heads)
        yield options.estimates, feelings.loss(rng.sample(range(len(feelings.turns)), 192), heads)
        yield options.estimates, classify(rng.sample(gate_ids, 160) + rng.sample(light_ids, 128), heads)

    started = time.time()
    for step in range(options.steps):
        table = encoder.table()
        loss = total(list(terms(step)), lambda texts: encoder.pool(table, *pack(texts, options.dropout)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 250 == 0 or step == options.steps - 1:
            with torch.no_grad():
                found = report(step, loss.item(), time.time() - started)

    with torch.no_grad():
        export(encoder.table(), tokenizer, options.out)
        export_heads(heads, options.out)
    record = {
        'seed': options.seed, 'steps': options.steps, 'rate': options.rate,
        'weights': {'fitting': options.fitting, 'queries': options.queries, 'estimates': options.estimates},
        'intents': len(intents), 'contexts': sum(len(group['contexts']) for group in intents), 'gateLines': len(gate),
        'labelledContexts': len(labelled), 'queryGroups': len(searched), 'dialoguePairs': len(pairs), 'pieces': len(tokenizer.vocab),
        'dimension': options.dimension, 'hidden': options.hidden, 'found': found,
    }
    with open(f'{options.out}/training.json', 'w') as file:
        json.dump(record, file, indent=2)
        file.write('\n')


if __name__ == '__main__':
    main()
