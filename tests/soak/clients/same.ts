// Compiles only while both documents give the same types, whatever words their generator wrote them in.
import type * as converted from "./schema-3.0.3.js";
import type * as written from "./schema-3.1.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const paths: Same<written.paths, converted.paths> = true;
const operations: Same<written.operations, converted.operations> = true;
const schemas: Same<written.components["schemas"], converted.components["schemas"]> = true;
console.log(paths, operations, schemas);
