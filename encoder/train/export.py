"""Writes a table of piece vectors as an ONNX model that transformers.js runs: int8 rows with a scale each."""
import base64
import json
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from heads import FACETS, SHARPNESS
from labels import CLASSES, EMOTIONS, MOTIVATIONS


def export(table, tokenizer, folder):
    """Writes config, tokenizer and onnx/model.onnx; output last_hidden_state is (batch, sequence, dimension)."""
    os.makedirs(f'{folder}/onnx', exist_ok=True)
    rows = table.detach().numpy().astype(np.float32)
    scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-8) / 127.0
    quantised = np.clip(np.round(rows / scale), -127, 127).astype(np.int8)
    # Dequantising after Gather touches only the rows of this sentence.
    nodes = [
        helper.make_node('Gather', ['table', 'input_ids'], ['rows_int8']),
        helper.make_node('Cast', ['rows_int8'], ['rows'], to=TensorProto.FLOAT),
        helper.make_node('Gather', ['scale', 'input_ids'], ['scales']),
        helper.make_node('Mul', ['rows', 'scales'], ['last_hidden_state']),
    ]
    graph = helper.make_graph(
        nodes,
        'static-encoder',
        [helper.make_tensor_value_info('input_ids', TensorProto.INT64, ['batch', 'sequence'])],
        [helper.make_tensor_value_info('last_hidden_state', TensorProto.FLOAT, ['batch', 'sequence', rows.shape[1]])],
        [numpy_helper.from_array(quantised, 'table'), numpy_helper.from_array(scale.astype(np.float32), 'scale')],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], producer_name='doutu')
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, f'{folder}/onnx/model.onnx')
    tokenizer.save(folder)
    with open(f'{folder}/config.json', 'w') as file:
        json.dump({'model_type': 'bert', 'hidden_size': int(rows.shape[1]), 'vocab_size': int(rows.shape[0])}, file, indent=2)


def export_heads(heads, folder):
    """Writes heads.json: every matrix as base64 of little-endian float16, row by row, with its shape."""
    matrices = {
        name: {'shape': list(value.shape), 'data': base64.b64encode(value.detach().numpy().astype('<f2').tobytes()).decode()}
        for name, value in heads.state_dict().items()
    }
    record = {'facets': FACETS, 'sharpness': SHARPNESS, 'emotions': EMOTIONS, 'motivations': MOTIVATIONS, 'classes': CLASSES, 'matrices': matrices}
    with open(f'{folder}/heads.json', 'w') as file:
        json.dump(record, file, ensure_ascii=False)
        file.write('\n')
