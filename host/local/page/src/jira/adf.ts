/** A node of an Atlassian document. */
export type Node = {
  readonly type: string;
  readonly version?: number;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly Node[];
};

const BLOCKS = new Set(["paragraph", "heading", "codeBlock", "blockquote", "rule", "panel", "tableRow", "mediaSingle"]);

/** A document as plain text, for a field that edits plain text. */
export function textOf(node: Node | null | undefined): string {
  return lines(node).join("\n").trim();
}

/** Plain text as a document: a paragraph a line. */
export function documentOf(text: string): Node | null {
  if (text.trim() === "") return null;
  const content = text.split("\n").map((line): Node => ({
    type: "paragraph",
    ...(line === "" ? {} : { content: [{ type: "text", text: line }] }),
  }));
  return { type: "doc", version: 1, content };
}

function lines(node: Node | null | undefined): string[] {
  if (node == null) return [];
  if (node.type === "listItem") return lines({ ...node, type: "item" }).map((line, index) => (index === 0 ? `• ${line}` : `  ${line}`));
  if (BLOCKS.has(node.type)) return inline(node).split("\n");
  return (node.content ?? []).flatMap(lines);
}

function inline(node: Node): string {
  switch (node.type) {
    case "text":
      return node.text ?? "";
    case "hardBreak":
      return "\n";
    case "mention":
    case "emoji":
    case "status":
      return String(node.attrs?.["text"] ?? "");
    case "inlineCard":
      return String(node.attrs?.["url"] ?? "");
    default:
      return (node.content ?? []).map(inline).join(node.type === "blockquote" || node.type === "panel" ? "\n" : "");
  }
}
