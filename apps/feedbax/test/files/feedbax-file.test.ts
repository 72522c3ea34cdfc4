import { array, type NDArray } from "@proj/array";
import type { GRUCell, Linear } from "@proj/module";
import { key } from "@proj/random";
import { loadGroup, output, type Case } from "@proj/reference";
import {
  loadFeedbaxNetwork,
  loadModel,
  readFeedbaxFile,
  saveFeedbaxNetwork,
  saveModel,
  SimpleStagedNetwork,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";

interface Made {
  readonly hidden_size: number;
  readonly encoding_size: number | null;
}
const netOf = ({ hidden_size, encoding_size }: Made, seed: number): SimpleStagedNetwork =>
  SimpleStagedNetwork.init(3, hidden_size, { outSize: 2, encodingSize: encoding_size, key: key(seed) });
const bytesOf = (example: Case): Uint8Array => Uint8Array.from(output(example, "file").data, Number);
const numbers = (x: NDArray | null): readonly number[] => [...x!.dataSync()].map(Number);

describe("a model that Python saved", () => {
  const examples = loadGroup("feedbax-file", "file");

  test.each(examples)("is loaded, $name", (example) => {
    const bytes = bytesOf(example);
    const { hyperparameters } = readFeedbaxFile(bytes);
    expect(hyperparameters).toEqual(example.params);
    const net = loadFeedbaxNetwork(bytes, netOf(hyperparameters as Made, 1));
    const [gru, readout, encoder] = [net.hidden as GRUCell, net.readout as Linear, net.encoder as Linear | null];
    const found = {
      weightIh: gru.weightIh,
      weightHh: gru.weightHh,
      bias: gru.bias,
      biasN: gru.biasN,
      "readout weight": readout.weight,
      "readout bias": readout.bias,
      ...(encoder !== null && { "encoder weight": encoder.weight, "encoder bias": encoder.bias }),
    };
    for (const [name, weight] of Object.entries(found))
      expect(numbers(weight), name).toEqual([...output(example, name).data].map(Number));
    // With the same weights it is the same file, to the byte.
    expect(saveFeedbaxNetwork(bytes, net)).toEqual(bytes);
    const changed = saveFeedbaxNetwork(bytes, netOf(hyperparameters as Made, 2));
    expect(changed).toHaveLength(bytes.length);
    expect(loadFeedbaxNetwork(changed, net).toString()).toBe(netOf(hyperparameters as Made, 2).toString());
  });

  test("is refused by a network of other sizes, and by what is no such file", () => {
    const bytes = bytesOf(examples[0]!);
    const wrong = SimpleStagedNetwork.init(3, 5, { outSize: 2, key: key(0) });
    expect(() => loadFeedbaxNetwork(bytes, wrong)).toThrow(/the weights of the network, float32\[15, 3\]/);
    expect(() => saveFeedbaxNetwork(bytes, wrong)).toThrow(/saveFeedbaxNetwork/);
    expect(() => readFeedbaxFile(new Uint8Array([1, 2]))).toThrow(/end of a line/);
    expect(() => readFeedbaxFile(new TextEncoder().encode("{nonsense\n"))).toThrow(/not JSON/);
  });
});

test("the first line is that of Python, with names in order", () => {
  const bytes = saveModel({ w: array([1, 2]), on: true }, { z: 1, a: [1, 2], b: { d: null, c: "ä" } });
  const [line] = new TextDecoder().decode(bytes).split("\n");
  expect(line).toBe('{"a": [1, 2], "b": {"c": "\\u00e4", "d": null}, "z": 1}');
  const setup = ({ a }: { readonly a: readonly number[] }) => ({ w: array(a), on: false });
  expect(loadModel(bytes, setup)).toMatchObject({ on: true });
});
