export function Laptop({ initialColorMode }: { readonly initialColorMode: "light" | "dark" }) {
  return <p>{initialColorMode}</p>;
}
