/**
 * What a model takes of one field of a request. The gateway holds a request to it before anything is sent: a value that
 * is not taken is refused with those that are, or, where the target stands in for another, made the nearest that is,
 * with a warning. Readers ignore rules whose kind they do not know.
 */
export type OptionRule = ChoiceRule | RangeRule | SizeRule | ShapeRule | MappedRule | LengthRule | UntakenRule

/** By the names of the request's fields; a field that is not listed is not checked. */
export type OptionRules = Readonly<Record<string, OptionRule>>

/** One of a few values. */
export interface ChoiceRule {
  readonly kind: 'choice'
  /** In the model's own spelling; another way to write one, such as `PNG`, becomes it. */
  readonly values: readonly (string | number | boolean)[]
}

/** A number between two others, both included. */
export interface RangeRule {
  readonly kind: 'range'
  readonly min?: number
  readonly max?: number
  /** Only multiples of it are taken. */
  readonly step?: number
}

/** Width and height in pixels, such as `1024x768`: one of the values, or any that keeps to the bounds. */
export interface SizeRule {
  readonly kind: 'size'
  /** `1024x768`. */
  readonly values?: readonly string[]
  /** Absent where only the values are taken. */
  readonly bounds?: {
    readonly minSide: number
    readonly maxSide: number
    /** Both sides are multiples of it. */
    readonly step?: number
    readonly minPixels?: number
    readonly maxPixels?: number
    /** The longer side is at most so many times the shorter. */
    readonly maxRatio?: number
  }
}

/** A size of which the shape alone is taken: it becomes the `aspectRatio` that it has, with a warning. */
export interface ShapeRule {
  readonly kind: 'shape'
}

/** A value that this model has another field for: `aspectRatio` of `3:2` becomes `size` of `1536x1024`. */
export interface MappedRule {
  readonly kind: 'mapped'
  /** The other field. It is held to its own rule, if there is one, afterwards. */
  readonly to: string
  /** By the values of this field, those of the other. */
  readonly values: Readonly<Record<string, string | number | boolean>>
}

/** A text of so many characters, or a list of so many items; of 0 where a request without them would be another one. */
export interface LengthRule {
  readonly kind: 'length'
  readonly max: number
}

/** Nothing: it is left out, with a warning. */
export interface UntakenRule {
  readonly kind: 'untaken'
}
