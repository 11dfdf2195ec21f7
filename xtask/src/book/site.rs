//! Where a built book is published, and where its sources are: what only who publishes it can know.

use anyhow::{Context, Result, ensure};
use clap::Args;
use mdbook_driver::config::Config;
use url::Url;

/// By default a book that may lie anywhere, also in a folder without a server.
#[derive(Debug, Clone, Default, Args)]
pub struct Site {
    /// Where the book is published: a folder of a host, /name/, or the whole address, https://host/name/
    #[arg(long, value_name = "URL", value_parser = folder)]
    pub site_url: Option<String>,
    /// The address of its repository, to which the pages lead
    #[arg(long, value_name = "URL")]
    pub repository: Option<String>,
    /// The branch of the repository in which a page is edited
    #[arg(long, value_name = "NAME", default_value = "main", requires = "repository")]
    pub branch: String,
    /// With a picture for each chapter, which others show beside a link to it; takes Chromium and Node
    #[arg(long, requires = "site_url")]
    pub full: bool,
}

/// The address of a folder, which ends in `/`.
fn folder(url: &str) -> Result<String> {
    let url = format!("{}/", url.trim_end_matches('/'));
    let is_address = url.starts_with('/') || Url::parse(&url).is_ok_and(|url| url.has_host());
    ensure!(is_address, "a folder such as /name/, or an address such as https://host/name/, is wanted");
    Ok(url)
}

impl Site {
    /// Tells mdBook.
    pub fn configure(&self, config: &mut Config) -> Result<()> {
        if let Some(path) = self.path() {
            config.set("output.html.site-url", path)?;
        }
        if let Some(repository) = self.repository.as_deref().map(|url| url.trim_end_matches('/')) {
            config.set("output.html.git-repository-url", repository)?;
            // Of Git, wherever the repository is; mdBook's own is that of a host.
            config.set("output.html.git-repository-icon", "fab-git-alt")?;
            let template = format!("{repository}/edit/{}/book/{{path}}", self.branch);
            config.set("output.html.edit-url-template", template)?;
        }
        Ok(())
    }

    /// The folder on its host.
    pub fn path(&self) -> Option<String> {
        let url = self.site_url.as_deref()?;
        Some(Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.path().to_owned()))
    }

    /// The whole address of a file of the book, if the host is known.
    pub fn address(&self, file: &str) -> Result<Option<String>> {
        let Some(base) = self.site_url.as_deref().and_then(|url| Url::parse(url).ok()) else { return Ok(None) };
        let file = if file == "index.html" { "" } else { file };
        base.join(file).map(|url| Some(url.into())).with_context(|| format!("`{file}` is no file of a book"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(url: &str) -> Site {
        Site { site_url: Some(folder(url).unwrap()), ..Site::default() }
    }

    #[test]
    fn a_folder_is_told_to_mdbook_and_a_host_makes_whole_addresses() {
        let (part, whole) = (site("/name"), site("https://e.org/name/"));
        assert_eq!((part.path().unwrap(), whole.path().unwrap()), ("/name/".into(), "/name/".into()));
        assert_eq!(part.address("a.html").unwrap(), None);
        assert_eq!(whole.address("a.html").unwrap().unwrap(), "https://e.org/name/a.html");
        assert_eq!(whole.address("index.html").unwrap().unwrap(), "https://e.org/name/");
        assert!(folder("name").is_err());
    }

    #[test]
    fn a_page_is_edited_in_its_repository() {
        let mut config = Config::default();
        let repository = Some("https://e.org/me/book/".to_owned());
        Site { repository, branch: "trunk".into(), ..site("/name") }.configure(&mut config).unwrap();
        let get = |key: &str| config.get::<String>(&format!("output.html.{key}")).unwrap().unwrap();
        assert_eq!(get("site-url"), "/name/");
        assert_eq!(get("git-repository-url"), "https://e.org/me/book");
        assert_eq!(get("edit-url-template"), "https://e.org/me/book/edit/trunk/book/{path}");
    }
}
