/* tslint:disable */
/* eslint-disable */
/**
 * Which fields the panel shows.
 */
export type PanelKind = "compact" | "list";

/**
 * A template.
 * Placeholders are written `{{`.
 */
export interface Template {
    /**
     * The text, like `{{issue.key`.
     */
    text: string;
}

/**
 * A run.
 */
export class Run {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Resumes.
     */
    resume(settled: string, bodies: (Uint8Array | undefined)[]): Turn;
    /**
     * Starts.
     */
    static start(job: string, now_ms: number): Run;
}

/**
 * Answers.
 */
export function answer(question: string): string;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`.
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * Loads.
 */
export default function __wbg_init (module_or_path: InitInput): Promise<InitOutput>;
