"""Draws contrastive pairs."""
import torch

FACETS = ('scenario', 'unsuitable', 'emotion', 'motivation', 'captions')


class Groups:
    """Pairs from groups of the same intent or meme; group members never count as each other's negatives."""

    def __init__(self, groups, encode, rng):
        self.rng = rng
        self.groups = [
            {key: [encode(text) for text in group[key]] for key in FACETS}
            | {'contexts': [[encode(turn) for turn in context] for context in group['contexts']]}
            for group in groups
        ]

    def context(self, group):
        """Ids of a context: its last turn, or, four times in ten, the last two as one text."""
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


class Queries:
    """Pairs of words that people would search one picture by. Whatever has any word of both in common is no negative."""

    def __init__(self, groups, encode, rng):
        self.rng = rng
        distinct = [list(dict.fromkeys(group['queries'])) for group in groups]
        self.groups = [[(text, encode(text)) for text in texts] for texts in distinct if len(texts) >= 2]
        sharing = {}
        for owner, group in enumerate(self.groups):
            for text, _ in group:
                sharing.setdefault(text, set()).add(owner)
        self.related = [set().union(*(sharing[text] for text, _ in group)) for group in self.groups]

    def batch(self, size):
        """(queries, positives, same): same[i, j] where j's group has a word of i's group."""
        chosen = self.rng.sample(range(len(self.groups)), size)
        pairs = [self.rng.sample(self.groups[owner], 2) for owner in chosen]
        same = torch.tensor([[other in self.related[owner] for other in chosen] for owner in chosen])
        return [a for (_, a), _ in pairs], [b for _, (_, b) in pairs], same
