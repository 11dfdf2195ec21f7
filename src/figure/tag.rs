//! A tag of a drawing, taken apart.

/// The name and the attributes of a tag.
pub(super) struct Tag<'a> {
    pub name: &'a str,
    pub attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// Reads `<name a="1" b="2"`, as the drawing backend writes it.
    pub fn read(tag: &'a str) -> Option<Self> {
        let tag = tag.strip_prefix('<')?;
        let (name, mut rest) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        let mut attributes = Vec::new();
        while !rest.is_empty() {
            let (name, after) = rest.strip_prefix(' ')?.split_once("=\"")?;
            let (value, after) = after.split_once('"')?;
            attributes.push((name, value));
            rest = after;
        }
        Some(Tag { name, attributes })
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(of, _)| *of == name).map(|(_, value)| *value)
    }

    /// The value of an attribute that is a whole number, which all places are.
    pub fn integer(&self, name: &str) -> Option<i64> {
        integer(self.get(name)?)
    }

    /// The points of a line or a polygon, at least one.
    pub fn points(&self) -> Option<Vec<(i64, i64)>> {
        let point = |pair: &str| pair.split_once(',').and_then(|(x, y)| Some((integer(x)?, integer(y)?)));
        let points: Vec<_> = self.get("points")?.split_ascii_whitespace().map(point).collect::<Option<_>>()?;
        (!points.is_empty()).then_some(points)
    }
}

/// A whole number that leaves room for what is computed of it.
fn integer(text: &str) -> Option<i64> {
    text.parse::<i32>().ok().filter(|n| n.unsigned_abs() < 1 << 24).map(i64::from)
}
