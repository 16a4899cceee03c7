"""The task itself: contexts labelled with the memes that fit, and the library that they choose from."""
import torch
import torch.nn.functional as F

PARTS = ['scenario', 'emotion', 'motivation', 'examples', 'best', 'unsuitable']
# Shares of the facets in the score that is trained; the running program learns its own on top.
SHARES = {'scenario': 0.2, 'emotion': 0.1, 'motivation': 0.15, 'examples': 0.25, 'best': 0.3, 'unsuitable': -0.1}
DECAY = 0.35
# Good ones that the labeller put last count little, but they count.
TEMPERATURE = float(__import__('os').environ.get('TEMP', '0.04'))


class Library:
    """The memes' texts, ready to be embedded: four facets and eight examples each."""

    def __init__(self, manifest, encode):
        self.position = {meme['slug']: row for row, meme in enumerate(manifest)}
        self.count = len(manifest)
        notes = [meme['annotation'] for meme in manifest]
        self.texts = [encode(note[facet]) for facet in ('scenario', 'unsuitable', 'emotion', 'motivation') for note in notes]
        self.texts += [encode(example) for note in notes for example in note['examples']]

    def facets(self, vectors):
        """{facet: (memes, dimension)} of the embedded texts, and the examples as (memes, 8, dimension)."""
        facets = {facet: vectors[place * self.count:(place + 1) * self.count] for place, facet in enumerate(('scenario', 'unsuitable', 'emotion', 'motivation'))}
        return facets | {'examples': vectors[4 * self.count:].view(self.count, -1, vectors.shape[1])}


def rows_of(records, library, encode):
    """(turn ids, positions of the fitting memes) of the records that have any."""
    rows = [([encode(turn) for turn in record['turns'][-4:]], [library.position[slug] for slug in record['fitting'] if slug in library.position]) for record in records]
    return [row for row in rows if row[1]]


def pool_turns(turn_lists, vectors):
    """Unit vectors of contexts from those of all their turns: each earlier turn counts DECAY times the next."""
    owner = torch.tensor([index for index, turns in enumerate(turn_lists) for _ in turns])
    weight = torch.tensor([DECAY ** (len(turns) - 1 - place) for turns in turn_lists for place in range(len(turns))])
    summed = torch.zeros(len(turn_lists), vectors.shape[1]).index_add(0, owner, vectors * weight.unsqueeze(1))
    return F.normalize(summed, dim=1)


def flat(turn_lists):
    """All turns of all contexts, in order."""
    return [turn for turns in turn_lists for turn in turns]


def scores(context, memes, heads):
    """(contexts, memes): the weighted sum of facet cosines."""
    query = heads.queries(context)
    parts = {facet: query[facet] @ memes[facet].T for facet in ('scenario', 'emotion', 'motivation')}
    parts['unsuitable'] = (context @ memes['unsuitable'].T).clamp(min=0)
    parts['examples'] = query['examples'] @ F.normalize(memes['examples'].mean(1), dim=1).T
    parts['best'] = torch.einsum('qd,med->qme', query['examples'], memes['examples']).max(2).values
    return sum(SHARES[name] * parts[name] for name in PARTS)


def listwise(rows, library, heads):
    """Cross entropy against a distribution over the fitting memes that falls with their rank. Asks for its texts' vectors."""
    turn_lists = [turns for turns, _ in rows]
    turns = flat(turn_lists)
    vectors = yield turns + library.texts
    context, memes = pool_turns(turn_lists, vectors[:len(turns)]), library.facets(vectors[len(turns):])
    target = torch.zeros(len(rows), library.count)
    for index, (_, fitting) in enumerate(rows):
        ranks = torch.tensor([1 / (1 + rank) ** 0.5 for rank in range(len(fitting))])
        target[index, fitting] = ranks / ranks.sum()
    return -(target * F.log_softmax(scores(context, memes, heads) / TEMPERATURE, dim=1)).sum(1).mean()


def success(rows, library, embed, heads, ks):
    """For each k the share of the contexts with a fitting meme among the best k."""
    turn_lists = [turns for turns, _ in rows]
    ranked = scores(pool_turns(turn_lists, embed(flat(turn_lists))), library.facets(embed(library.texts)), heads).topk(max(ks), dim=1).indices.tolist()
    return [sum(any(meme in fitting for meme in found[:k]) for found, (_, fitting) in zip(ranked, rows)) / max(1, len(rows)) for k in ks]
