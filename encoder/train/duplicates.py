"""Finds near-duplicate training contexts, and contexts that an evaluation split has too: python3 encoder/train/duplicates.py (exit status 1 where there are any).

Two contexts are near-duplicates when the character trigrams of their turns overlap by more than THRESHOLD (Jaccard index).
"""
import collections
import json
import re
import sys

import data

THRESHOLD = 0.7


def trigrams(turns):
    """Character trigrams of the turns, without punctuation and speakers' names."""
    text = '/'.join(re.sub(r'[^\w/]', '', re.sub(r'^[a-d]: ?', '', turn.lower())) for turn in turns)
    return {text[start:start + 3] for start in range(max(1, len(text) - 2))}


def near(contexts, others):
    """(index, index of the other, Jaccard) of every pair above the threshold; contexts and others are lists of trigram sets."""
    places = collections.defaultdict(list)
    for index, grams in enumerate(others):
        for gram in grams:
            places[gram].append(index)
    for index, grams in enumerate(contexts):
        shared = collections.Counter(place for gram in grams for place in places[gram])
        for other, count in shared.items():
            jaccard = count / len(grams | others[other])
            if jaccard > THRESHOLD:
                yield index, other, jaccard


def main():
    records = data.contexts()
    grams = [trigrams(record['turns']) for record in records]
    twins = [(one, other, jaccard) for one, other, jaccard in near(grams, grams) if one < other]
    held_out = data.read_jsonl(f'{data.ROOT}/library/starter/labels/*.jsonl')
    # A line of one or two characters (嗯, 666) is nobody's.
    leaks = [(one, other) for one, other, _ in near(grams, [trigrams(record['turns']) for record in held_out]) if len(''.join(records[one]['turns'])) > 4]
    for one, other, jaccard in twins:
        print(json.dumps({'line': one + 1, 'other': other + 1, 'jaccard': round(jaccard, 2), 'turns': [records[one]['turns'], records[other]['turns']]}, ensure_ascii=False))
    for one, other in leaks:
        print(json.dumps({'line': one + 1, 'split': held_out[other]['id'], 'turns': records[one]['turns']}, ensure_ascii=False))
    print(f'{len(records)} contexts, {len(twins)} near-duplicate pairs, {len(leaks)} in an evaluation split', file=sys.stderr)
    sys.exit(1 if twins or leaks else 0)


if __name__ == '__main__':
    main()
