"""A static encoder: one vector per piece, composed of the piece's own and its characters', times a learned weight."""
import torch
from torch import nn
import torch.nn.functional as F


class StaticEncoder(nn.Module):
    """Sentence embedding = normalised weighted sum of piece vectors.

    A piece's vector is its own row plus the mean of its characters' rows. Words that training never saw so have the meaning
    of their characters; for shipping, both are folded into one table (see table()).
    """

    def __init__(self, pieces, probabilities, dimension, smoothing=1e-3):
        super().__init__()
        characters = sorted({character for piece in pieces for character in piece})
        index = {character: row for row, character in enumerate(characters)}
        flat, offsets = [], []
        for piece in pieces:
            offsets.append(len(flat))
            flat += [index[character] for character in piece]
        self.register_buffer('flat', torch.tensor(flat))
        self.register_buffer('offsets', torch.tensor(offsets))
        self.own = nn.Embedding(len(pieces), dimension)
        self.character = nn.EmbeddingBag(len(characters), dimension, mode='mean')
        nn.init.normal_(self.own.weight, std=0.02)
        nn.init.normal_(self.character.weight, std=0.1)
        # Smooth inverse frequency (Arora et al., 2017) is where the learned weights start.
        start = torch.log(smoothing / (smoothing + torch.tensor(probabilities)))
        self.log_weight = nn.Parameter(start.clamp(min=-4))

    def table(self):
        """The folded table: (pieces, dimension), weights multiplied in; rows of special pieces are zero."""
        rows = self.own.weight + self.character(self.flat, self.offsets)
        table = rows * self.log_weight.exp().unsqueeze(1)
        mask = torch.ones(len(table), 1)
        mask[:2] = 0
        return table * mask

    @staticmethod
    def pool(table, ids, offsets):
        """Unit embeddings (batch, dimension) of concatenated ids."""
        return F.normalize(F.embedding_bag(ids, table, offsets, mode='sum'), dim=1)


def pack(rows, dropout=0.0):
    """Concatenates id lists; dropout leaves out that share of the pieces, but never a text's first one."""
    lengths = torch.tensor([len(row) for row in rows])
    flat = torch.tensor([piece for row in rows for piece in row])
    first = torch.cumsum(lengths, 0) - lengths
    if not dropout:
        return flat, first
    keep = torch.rand(len(flat)) >= dropout
    keep[first] = True
    owner = torch.repeat_interleave(torch.arange(len(rows)), lengths)
    counts = torch.bincount(owner[keep], minlength=len(rows))
    return flat[keep], torch.cumsum(counts, 0) - counts
