import { array } from "@proj/array";
import { makeArrayFromProcessLocalData, NamedSharding, P, type Mesh } from "@proj/array/sharding";

/*
 * Processes that train together stop together: what one of them computes alone waits for the others for ever.
 */

/** Whether devices of a mesh belong to other processes. */
export const isShared = (mesh: Mesh | null): boolean =>
  mesh !== null && !new NamedSharding(mesh, P()).isFullyAddressable;

/** Whether any of the processes that share a mesh wishes it. All of them ask at the same time. */
export async function anyWishes(mesh: Mesh, wish: boolean): Promise<boolean> {
  const sharding = new NamedSharding(mesh, P(mesh.axisNames));
  // Values of the host: what is computed lies on the default device.
  const own = array(
    sharding.addressableDevices.map(() => wish),
    "bool",
  );
  const [answer] = await makeArrayFromProcessLocalData(sharding, own).any().data();
  return answer !== 0;
}
