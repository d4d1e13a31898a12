// What a developer of another system writes first: the compiler knows every field from the OpenAPI document alone.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { argv: string[] };
const [, , baseUrl, token] = process.argv;
if (baseUrl === undefined || token === undefined) throw new Error("usage: node caller.js address token");

type Target = components["schemas"]["Target"];
const api = createClient<paths>({ baseUrl });
const known = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const page = await api.GET("/v1/targets", { params: { query: { pillar: "economy", limit: 3 } } });
if (page.error) throw new Error(page.error.detail);
const codes: string[] = page.data.items.map((target: Target) => target.code);
const unit: "percent" | "percent_per_year" | "percent_of_grdp" | null | undefined = page.data.items[0]?.unit;

const tasks = await known.GET("/v1/tasks", { params: { query: { limit: 1 } } });
if (tasks.error) throw new Error(tasks.error.detail);

const missing = await api.GET("/v1/organisations/{organisation}", { params: { path: { organisation: "khong-co" } } });
const problem: components["schemas"]["Problem"] | undefined = missing.error;

// @ts-expect-error: a filter that does not exist is refused before anything is sent
void (() => api.GET("/v1/targets", { params: { query: { pilar: "economy" } } }));
// @ts-expect-error: what a target does not have is no field of it
void ((target: Target) => target.nmae);

console.log(JSON.stringify({ codes, unit, tasks: tasks.data.items.length, problem: problem?.code }));
