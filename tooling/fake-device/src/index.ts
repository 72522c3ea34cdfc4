export { FakeDevice, fakeDevice, type FakeDeviceOptions } from "./fake-device.ts";
