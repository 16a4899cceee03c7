"""What a context vector is turned into: a query per facet, and estimates of emotion, motivation and welcome."""
import json

import torch
from torch import nn
import torch.nn.functional as F

from labels import CLASSES, EMOTIONS, MOTIVATIONS

FACETS = ['scenario', 'emotion', 'motivation', 'examples']
# A unit vector's logits are small numbers; this is where their scale starts.
SHARPNESS = 8.0


class Heads(nn.Module):
    """One hidden layer over the context vector c (unit, `dimension`): h = relu(c B + b).

    The query of a facet is normalize(c + h A_facet): what is said and what answers it lie in different places. At the start
    A is zero and the query is the context. The estimates are linear in (c, h).
    """

    def __init__(self, dimension, hidden):
        super().__init__()
        self.hidden = nn.Linear(dimension, hidden)
        self.query = nn.ModuleDict({facet: nn.Linear(hidden, dimension, bias=False) for facet in FACETS})
        for facet in FACETS:
            nn.init.zeros_(self.query[facet].weight)
        self.estimate = nn.ModuleDict({
            name: nn.Linear(dimension + hidden, len(labels))
            for name, labels in (('emotion', EMOTIONS), ('motivation', MOTIVATIONS), ('class', CLASSES))
        })

    def inner(self, context):
        """relu(c B + b); the factor lets a unit vector reach beyond the flat part of the activation."""
        return F.relu(self.hidden(context * SHARPNESS))

    def queries(self, context):
        """{facet: (batch, dimension)} unit vectors."""
        inner = self.inner(context)
        return {facet: F.normalize(context + self.query[facet](inner) / SHARPNESS, dim=1) for facet in FACETS}

    def logits(self, name, context):
        """(batch, labels) logits of 'emotion', 'motivation' or 'class'."""
        return self.estimate[name](torch.cat([context * SHARPNESS, self.inner(context)], 1))
