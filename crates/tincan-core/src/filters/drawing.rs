//! How a frame is drawn through filters, on whatever canvas.

use serde::Serialize;

use super::{PictureFilter, PictureFilters, USUAL_WIDTH};

/// What a canvas is to do with each frame: draw it as a [`Layer`], and where that is smaller, draw the layer over all of the
/// picture. As JSON it is an order to a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawing {
    /// The width of the picture, in pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// What goes through the filters. It has the size of the picture, or a half or a quarter of it in each direction where so much is
    /// blurred that it shows as much: what filters cost goes with the pixels.
    pub layer: Layer,
}

impl Drawing {
    /// Whether the layer is smaller than the picture.
    #[must_use]
    pub const fn is_enlarged(&self) -> bool {
        self.layer.width != self.width
    }
}

/// A frame on a black ground, through filters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Layer {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The canvas's `filter`, for the frame alone.
    pub css: String,
    /// By so many pixels the frame is drawn beyond each edge: what is blurred fades towards its own.
    pub beyond: u32,
}

impl PictureFilters {
    /// How each frame of a picture of this size is drawn.
    ///
    /// ```
    /// use tincan_core::filters::{PictureFilter, PictureFilters};
    ///
    /// let mut filters = PictureFilters::default();
    /// filters.set(PictureFilter::Blur, 2);
    /// let drawing = filters.drawing((1280, 720));
    /// assert_eq!((drawing.layer.width, drawing.layer.css.as_str()), (1280, "blur(4.00px)"));
    /// ```
    #[must_use]
    pub fn drawing(&self, (width, height): (u32, u32)) -> Drawing {
        let halvings =
            (0..MOST_HALVINGS).take_while(|&halvings| self.blur_at(width >> halvings) >= 100 * MUCH_BLUR).count();
        Drawing { width, height, layer: self.layer((width >> halvings, height >> halvings)) }
    }

    /// The same look in this size, in pixels: what is measured in pixels is adapted to the width.
    #[must_use]
    pub fn layer(&self, (width, height): (u32, u32)) -> Layer {
        let blur = self.blur_at(width);
        let css = self.written(format_args!("{}.{:02}px", blur / 100, blur % 100));
        Layer { width, height, css, beyond: (2 * blur).div_ceil(100) }
    }

    /// How many hundredths of a pixel of a picture of this width are out of focus. Not an amount: a large picture has more pixels than the scale.
    fn blur_at(&self, width: u32) -> u32 {
        100 * u32::from(self.get(PictureFilter::Blur)) * width / USUAL_WIDTH
    }
}

/// In pixels: with so much, details of two pixels are long gone.
const MUCH_BLUR: u32 = 8;

/// A canvas makes a picture smaller from a few pixels of many: in an eighth of the size, stripes would begin to flicker.
const MOST_HALVINGS: u32 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn blurred(amount: u16) -> PictureFilters {
        let mut filters = PictureFilters::default();
        filters.set(PictureFilter::Blur, amount);
        filters.set(PictureFilter::Sepia, 10);
        filters
    }

    #[test]
    fn in_another_size_only_the_blur_changes() {
        let css_at = |filters: &PictureFilters, width| filters.layer((width, 1)).css;
        assert_eq!(css_at(&PictureFilters::default(), 320), "none");
        let filters = blurred(15);
        assert_eq!(css_at(&filters, 640), "blur(15.00px) sepia(10%)");
        assert_eq!(css_at(&filters, 320), "blur(7.50px) sepia(10%)");
        assert_eq!(css_at(&filters, 1280), "blur(30.00px) sepia(10%)", "beyond the scale");
        assert_eq!(css_at(&blurred(17), 160), "blur(4.25px) sepia(10%)", "each step of the scale is another");
        assert_eq!(css_at(&blurred(1), 160), "blur(0.25px) sepia(10%)", "what is blurred stays so");
    }

    #[test]
    fn little_blur_is_drawn_in_full_and_much_in_less_than_the_size() {
        let little = blurred(3).drawing((1280, 720));
        assert_eq!((little.layer.width, little.layer.height, little.layer.beyond), (1280, 720, 12));
        assert!(!little.is_enlarged());
        let much = blurred(4).drawing((1280, 720));
        assert_eq!((much.width, much.height, much.is_enlarged()), (1280, 720, true));
        assert_eq!(much.layer, Layer { width: 640, height: 360, css: "blur(4.00px) sepia(10%)".to_owned(), beyond: 8 });
        let more = blurred(8).drawing((1280, 720));
        assert_eq!(more.layer, Layer { width: 320, height: 180, css: "blur(4.00px) sepia(10%)".to_owned(), beyond: 8 });
        assert_eq!(blurred(20).drawing((1920, 1080)).layer.width, 480, "no smaller than a quarter");
    }

    #[test]
    fn an_order_to_a_worker() {
        insta::assert_json_snapshot!(blurred(20).drawing((640, 480)), @r#"
        {
          "width": 640,
          "height": 480,
          "layer": {
            "width": 160,
            "height": 120,
            "css": "blur(5.00px) sepia(10%)",
            "beyond": 10
          }
        }
        "#);
    }
}
