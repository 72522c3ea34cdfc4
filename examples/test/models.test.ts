import { expect, test } from "vitest";
import * as batchNormalisation from "../batch-normalisation.ts";
import * as characterTransformer from "../character-transformer.ts";
import * as digitClassifier from "../digit-classifier.ts";

test("digits are read", () => {
  let training = digitClassifier.start();
  for (let n = 0; n < 100; n++) [training] = digitClassifier.step(training);
  expect(digitClassifier.accuracy(training).item()).toBeGreaterThan(0.8);
});

test("spirals are told apart by running statistics", () => {
  let training = batchNormalisation.start();
  for (let n = 0; n < 100; n++) [training] = batchNormalisation.step(training);
  expect(batchNormalisation.accuracy(training).item()).toBeGreaterThan(0.95);
});

test("what is written place by place is what all places at once say", () => {
  let training = characterTransformer.start();
  for (let n = 0; n < 10; n++) [training] = characterTransformer.step(training);
  const written = characterTransformer.write(training, "one two");
  const following = training.model.call(characterTransformer.encode(written.slice(0, -1))).argmax(-1);
  expect(characterTransformer.encode(written.slice(7)).toList()).toEqual(following.get("6:").toList());
});
